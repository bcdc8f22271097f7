/** Offers the fleet in the vehicle chooser, to whoever is signed in. */

import { byId, h } from "../dom.js";
import { factsIn, FLEET_VALUE, labelOf, readFleet, titleOf } from "../fleet.js";

/** The facts of the vehicle chosen, or null when the choice is none of the fleet's. */
let factsOfChoice = () => null;
export const fleetFacts = (value) => factsOfChoice(value);

export async function startFleet() {
  if (!document.querySelector("details.who")) return;
  const fleet = await readFleet();
  if (!fleet.vehicles.length) return;
  const facts = new Map(fleet.vehicles.map((vehicle) => [FLEET_VALUE + vehicle.id, factsIn(vehicle)]));
  factsOfChoice = (value) => facts.get(value) ?? null;
  byId("vehicle").prepend(h("optgroup", { label: titleOf(fleet) },
    fleet.vehicles.map((vehicle) => h("option", { value: FLEET_VALUE + vehicle.id }, labelOf(vehicle)))));
}
