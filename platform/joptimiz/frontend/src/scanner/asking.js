/** What the rules still need of a vehicle, asked of the officer who sees it. */

import { FIELDS, WORDS, parseNumber } from "../vehicles.js";
import { ASKED, UNKNOWN_FACT } from "../words.js";

const PURPOSE = { name: "activity", kind: "choice", values: Object.keys(WORDS.activity) };

/** Draws a field for each need that an officer can see to; whether there is any. `told` gets the facts given. */
export function askFacts(form, needs, told) {
  const fields = [...FIELDS, PURPOSE].filter(({ name }) => needs.includes(name));
  form.hidden = !fields.length;
  form.querySelector("[data-part=asked]").replaceChildren(...fields.map(draw));
  form.onsubmit = (event) => {
    event.preventDefault();
    const given = Object.fromEntries(fields.map((field) => [field.name, valueOf(field, form.elements[field.name].value)]));
    told(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && !Number.isNaN(value))));
  };
}

function draw({ name, kind, values, unit }) {
  const label = document.createElement("label");
  label.textContent = ASKED[name] + (unit ? ` (${unit})` : "");
  const field = document.createElement(kind === "choice" ? "select" : "input");
  field.name = name;
  if (kind === "choice") field.append(new Option(UNKNOWN_FACT, ""), ...values.map((value) => new Option(WORDS[name]?.[value] ?? value, value)));
  else field.inputMode = "decimal";
  label.append(field);
  return label;
}

function valueOf({ kind, scale }, text) {
  if (kind === "choice") return text || null;
  return parseNumber(text, scale);
}
