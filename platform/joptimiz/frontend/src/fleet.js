/** The fleet of who is signed in, as the map's vehicle chooser offers it. A plate stays here: it never enters the address. */

import { ask } from "./api.js";
import { count } from "./french.js";
import { FIELDS } from "./vehicles.js";
import { FLEET } from "./words.js";

export const FLEET_VALUE = "fleet:";
const MOST = 100;
const ASKED = new Set(FIELDS.map(({ name }) => name));

/** What the page asks of a vehicle, of all that its carrier knows. */
export const factsIn = (vehicle) => Object.fromEntries(Object.entries(vehicle.facts).filter(([name]) => ASKED.has(name)));

/** « AB-123-CD, fourgon du marché ». */
export const labelOf = ({ plate, name }) => [plate, name].filter(Boolean).join(", ");

/** « Ma flotte », or how many of it are shown. */
export const titleOf = ({ vehicles, count: all }) => (all > vehicles.length ? `${FLEET} (${count(vehicles.length, "véhicule", "véhicules", "")} sur ${all})` : FLEET);

/** The vehicles, or none: nobody signed in, no carrier's role, no answer. The chooser then offers what it has. */
export async function readFleet() {
  try {
    return await ask(`/api/v1/vehicles?limit=${MOST}`);
  } catch {
    return { vehicles: [], count: 0 };
  }
}
