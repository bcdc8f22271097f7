/** The vehicles of this phone: chosen once, several of them, and those of the fleet of who is signed in. */

import { h, icon } from "../dom.js";
import { factsIn, readFleet } from "../fleet.js";
import { NB } from "../french.js";
import { painted, readPlate } from "../scanner/plates.js";
import { PRESETS, WORDS } from "../vehicles.js";
import { keep, kept, stock } from "./stock.js";

/** Vehicles that are all seen at a glance. */
const MANY = 8;
const ENERGIES = ["diesel", "petrol", "electric", "hydrogen", "cng"];

export const nameOf = (vehicle) => vehicle.name || PRESETS[vehicle.kind]?.name || "Véhicule";
export const plateOf = (vehicle) => (vehicle.plate ? painted(vehicle.plate) : "");
/** « Fourgon 3,5 t, électrique ». */
export const saidOf = (vehicle) => [nameOf(vehicle), vehicle.facts.energy && WORDS.energy[vehicle.facts.energy]?.toLowerCase()].filter(Boolean).join(", ");

/** What is sent of a vehicle: its number in the fleet; else its plate where it was given, and its facts. */
export const toldOf = ({ id, fleet, plate, country, facts }) => (fleet ? { id } : { ...(plate ? { plate, country: country ?? "FR" } : {}), ...facts });

export async function listVehicles() {
  return (await stock.all("vehicles")).sort((a, b) => b.used - a.used);
}

/** The vehicle that was chosen last; null on a new phone. */
export async function chosen(vehicles) {
  const id = await kept("vehicle");
  return vehicles.find((vehicle) => vehicle.id === id) ?? vehicles[0] ?? null;
}

export async function choose(vehicle) {
  await stock.put("vehicles", { ...vehicle, used: Date.now() });
  await keep("vehicle", vehicle.id);
}

/** Those of the fleet, in the shape of the phone’s own; none where nobody is signed in. */
export async function fleetVehicles() {
  const { vehicles } = await readFleet();
  return vehicles.map((one) => ({ id: one.id, plate: one.plate?.replace(/[^0-9A-Z]/gi, "") ?? "", country: one.country, name: one.name ?? "", kind: "", facts: factsIn(one), fleet: true, used: 0 }));
}

/** A vehicle as a line that is tapped. */
export const vehicleRow = (vehicle, tapped, pressed = false) => h("button", { type: "button", class: "bayrow grow", "aria-pressed": String(pressed), onclick: () => tapped(vehicle) },
  h("span", { class: "grow" }, h("b", {}, plateOf(vehicle) || nameOf(vehicle)), h("span", { class: "muted small" }, plateOf(vehicle) ? saidOf(vehicle) : "Sans plaque")));

const folded = (text) => text.normalize("NFD").replace(/[^0-9a-z]/gi, "").toLowerCase();

/** Those of the fleet, with their title, and a field to find one among many; nothing where there are none. */
export function fleetRows(fleet, title, tapped) {
  if (!fleet.length) return [];
  const rows = fleet.map((one) => h("li", { class: "row" }, vehicleRow(one, tapped)));
  const sift = ({ target }) => rows.forEach((row) => { row.hidden = !folded(row.textContent).includes(folded(target.value)); });
  const field = h("input", { type: "search", "aria-label": "Chercher dans votre flotte", placeholder: "Plaque ou nom", autocomplete: "off", oninput: sift });
  return [h(title, {}, "De votre flotte"), fleet.length > MANY && h("div", { class: "input" }, field), h("ul", { class: "bayrows" }, rows)];
}

/** The form of a new vehicle; `done(vehicle)` is called with it. */
export function vehicleForm({ first, done }) {
  const kinds = Object.entries(PRESETS).map(([kind, { name }], place) =>
    h("label", { class: "kind" }, h("input", { type: "radio", name: "kind", value: kind, checked: kind === "fourgon-35" || (place === 0 && !PRESETS["fourgon-35"]) }), h("span", {}, name)));
  const plate = h("input", { id: "v-plate", name: "plate", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "16", placeholder: "AB-123-CD", "aria-describedby": "v-plate-why v-plate-wrong" });
  const wrong = h("p", { class: "wrong", id: "v-plate-wrong", role: "alert" });
  const energy = h("select", { id: "v-energy", name: "energy" }, h("option", { value: "" }, "Celle du modèle"), ENERGIES.map((one) => h("option", { value: one }, WORDS.energy[one])));
  const form = h("form", { class: "stack l", novalidate: true },
    h("fieldset", {}, h("legend", {}, "Votre véhicule"), h("div", { class: "models" }, kinds)),
    h("div", { class: "stack" }, h("label", { for: "v-plate" }, "Plaque française ", h("span", { class: "muted" }, "(facultative)")), h("div", { class: "input" }, plate), wrong,
      h("p", { class: "muted small", id: "v-plate-why" }, "Elle remplace le disque derrière le pare-brise : un agent la retrouve. Elle est effacée sept jours après le départ, et aucun nom n’est demandé.".replace(" :", `${NB}:`))),
    h("details", {}, h("summary", {}, icon("right"), "Préciser l’énergie"), h("div", { class: "stack" }, h("label", { for: "v-energy" }, "Énergie"), h("div", { class: "input" }, energy))),
    h("button", { class: "btn btn--primary btn--glove", type: "submit" }, first ? "Continuer" : "Ajouter"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const read = plate.value.trim() ? readPlate(plate.value) : { number: "" };
    wrong.textContent = read.wrong ?? "";
    plate.setAttribute("aria-invalid", String(Boolean(read.wrong)));
    if (read.wrong) {
      plate.focus();
      return;
    }
    const kind = new FormData(form).get("kind");
    const facts = { ...PRESETS[kind].facts };
    if (energy.value) Object.assign(facts, { energy: energy.value }, ["electric", "hydrogen"].includes(energy.value) ? { critair: "EL" } : {});
    done({ id: crypto.randomUUID(), plate: read.number, country: "FR", name: "", kind, facts, used: 0 });
  });
  return form;
}
