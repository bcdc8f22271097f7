/** What is asked: the vehicle and the purpose. */

import { byId, h, icon } from "../dom.js";
import { put, store } from "../model.js";
import {
  ACTIVITIES, activityName, factsOf, FIELDS, formatNumber, nameOf, OWN, parseNumber, PRESETS, summaryOf, WORDS,
} from "../vehicles.js";
import { FIELD, OWN_VEHICLE, UNKNOWN_FACT } from "../words.js";
import { FLEET_VALUE } from "../fleet.js";
import { fleetFacts } from "./fleet.js";
import { drawProblem, wrongNumber } from "./parts.js";

const app = store.value;

function option(value, text) {
  return h("option", { value }, text);
}

function drawVehicle() {
  byId("vehicle").value = app.vehicle;
  byId("vehicle-name").textContent = nameOf(app);
  byId("vehicle-facts").textContent = summaryOf(factsOf(app));
  const symbol = app.vehicle === OWN ? "truck" : PRESETS[app.vehicle].icon;
  byId("vehicle-icon").replaceChildren(icon(symbol));
  byId("activity").value = app.activity ?? "";
  byId("activity-name").textContent = activityName(app.activity);
  byId("own").hidden = app.vehicle !== OWN;
}

function choice(field, id) {
  const select = h("select", { id, class: "plain", "data-fact": field.name }, option("", UNKNOWN_FACT),
    field.values.map((value) => option(value, WORDS[field.name][value])));
  select.addEventListener("change", () => setFact(field.name, select.value || null));
  return h("div", { class: "input" }, select, icon("down", true));
}

function number(field, id) {
  const input = h("input", {
    id, type: "text", inputmode: "decimal", autocomplete: "off", placeholder: "?", "data-fact": field.name, "aria-describedby": `${id}-p`,
  });
  input.addEventListener("change", () => {
    const value = parseNumber(input.value, field.scale);
    const wrong = wrongNumber(field, value);
    problem(field.name, wrong);
    if (!wrong) setFact(field.name, value || null);
  });
  return h("div", { class: "input" }, input, h("span", { class: "unit", "aria-hidden": "true" }, field.unit));
}

function setFact(name, value) {
  const facts = { ...app.facts };
  if (value === null) delete facts[name];
  else facts[name] = value;
  put({ facts }, { push: true });
}

const problem = (name, sentence) => drawProblem(byId(`fact-${name}`), byId(`fact-${name}-p`), sentence);

function buildOwn() {
  const units = { t: " (tonnes)", m: " (mètres)" };
  const made = FIELDS.map((field) => {
    const id = `fact-${field.name}`;
    return h("div", { class: "field" },
      h("label", { for: id, class: "label" }, FIELD[field.name], field.unit && h("span", { class: "sr" }, units[field.unit])),
      field.kind === "choice" ? choice(field, id) : number(field, id),
      h("p", { class: "problem", id: `${id}-p`, hidden: true }));
  });
  byId("own-fields").replaceChildren(...made.slice(0, 4), h("div", { class: "three" }, made.slice(4, 7)), ...made.slice(7));
}

function drawOwn() {
  if (app.vehicle !== OWN) return;
  for (const field of FIELDS) {
    const input = byId(`fact-${field.name}`);
    if (field.rare) input.closest(".field").hidden = !(field.name in app.facts) && input !== document.activeElement;
    if (input === document.activeElement && field.kind === "number") continue;
    input.value = field.kind === "choice" ? (app.facts[field.name] ?? "") : formatNumber(app.facts[field.name], field.scale);
  }
}

/** What the server refused in a vehicle stands under the field it speaks of. */
function drawRefused() {
  const refused = new Map();
  for (const trouble of Object.values(app.trouble)) {
    for (const p of trouble?.problems ?? []) {
      const name = /vehicle\/(\w+)/.exec(p.pointer ?? "")?.[1];
      if (name) refused.set(name, [p.message, p.hint].filter(Boolean).join(" "));
    }
  }
  for (const field of FIELDS) {
    const typed = byId(`fact-${field.name}`);
    const wrong = field.kind === "number" ? wrongNumber(field, parseNumber(typed.value, field.scale)) : "";
    problem(field.name, wrong || (refused.get(field.name) ?? ""));
  }
}

/** Choosing « Mon véhicule » starts from the facts of the vehicle that was chosen before; one of the fleet becomes it. */
function chooseVehicle(value) {
  const known = fleetFacts(value);
  if (known) return put({ vehicle: OWN, facts: known, holder: value.slice(FLEET_VALUE.length) }, { push: true });
  const facts = value === OWN && !Object.keys(app.facts).length ? factsOf(app) : app.facts;
  return put({ vehicle: value, facts }, { push: true });
}

export function startAsk() {
  byId("vehicle").replaceChildren(
    ...Object.entries(PRESETS).map(([id, preset]) => option(id, `${preset.name} (${summaryOf(preset.facts)})`)), option(OWN, OWN_VEHICLE));
  byId("activity").replaceChildren(...ACTIVITIES.map((activity) => option(activity, WORDS.activity[activity])), option("", activityName(null)));
  buildOwn();
  byId("vehicle").addEventListener("change", (e) => chooseVehicle(e.target.value));
  byId("activity").addEventListener("change", (e) => put({ activity: e.target.value || null }, { push: true }));
  store.on(["vehicle", "facts", "activity"], () => { drawVehicle(); drawOwn(); });
  store.on(["trouble", "vehicle", "facts"], drawRefused);
  drawVehicle();
  drawOwn();
}
