/**
 * The facts an answer lacks, asked where the answer stands. Controls stay as long as the focus is among them: on a closed
 * list the arrow keys answer at once, and who is choosing must not lose the list.
 */

import { byId, h, icon } from "../dom.js";
import { spaced } from "../french.js";
import { withStop } from "../itinerary.js";
import { isTrip, put, routeStops, store } from "../model.js";
import { DAYS_LEFT as DAYS, partMissing } from "../missing.js";
import { withRight } from "../rights.js";
import { ACTIVITIES, FIELDS, factsOf, formatNumber, OWN, parseNumber, WORDS } from "../vehicles.js";
import { ASKED, DAYS_ASKED, NOT_A_DAY, UNKNOWN_FACT } from "../words.js";
import { current } from "./current.js";
import { drawProblem, wrongNumber } from "./parts.js";

const app = store.value;
const shown = new Map();

const DEPARTURE = "departure";

/** The purpose asked for is the departure's own: the trip's says nothing of where it starts, unless it is said. */
function asksDeparture({ need }) {
  if (need !== "activity" || !isTrip() || app.stops[0].activity) return false;
  return (app.route?.stops ?? []).some(({ needs }, i) => needs?.includes("activity") && routeStops()[i]?.index === 0);
}

const placedQuestion = (question) => (asksDeparture(question) ? { ...question, id: DEPARTURE } : question);

/** A fact given: the vehicle becomes one's own, with all that was known of it. */
function give(need, value) {
  if (need === "activity") return put({ activity: value }, { push: true });
  const facts = { ...factsOf(app) };
  if (value === null) delete facts[need];
  else facts[need] = value;
  return put({ vehicle: OWN, facts }, { push: true });
}

const giveHere = (id, need, value) => (id === DEPARTURE ? put({ stops: withStop(app.stops, 0, { activity: value }) }, { push: true }) : give(need, value));

function list({ id, need }) {
  const values = need === "activity" ? ACTIVITIES : FIELDS.find((field) => field.name === need).values;
  const select = h("select", { id: `ask-${id}`, class: "plain" }, h("option", { value: "" }, UNKNOWN_FACT),
    values.map((value) => h("option", { value }, WORDS[need][value])));
  select.addEventListener("change", () => giveHere(id, need, select.value || null));
  return h("div", { class: "input" }, select, icon("down", true));
}

/** A number to type: answered when it is left or with the Enter key. */
function number({ id }, unit, read, onGiven) {
  const input = h("input", { id: `ask-${id}`, type: "text", inputmode: "decimal", autocomplete: "off", "aria-describedby": `ask-${id}-p` });
  const given = () => {
    const { value, wrong } = read(input.value);
    drawProblem(input, byId(`ask-${id}-p`), wrong);
    if (!wrong && value !== undefined) onGiven(value);
  };
  input.addEventListener("change", given);
  return h("div", { class: "input" }, input, h("span", { class: "unit" }, unit));
}

function quantity(question) {
  const field = FIELDS.find((each) => each.name === question.need);
  const read = (text) => {
    const value = parseNumber(text, field.scale);
    return { value, wrong: wrongNumber(field, value) };
  };
  return number(question, field.unit, read, (value) => give(question.need, value || null));
}

function days(question) {
  const read = (text) => {
    const value = parseNumber(text, 1);
    return { value, wrong: Number.isNaN(value) || value > 366 ? NOT_A_DAY : "" };
  };
  return number(question, "jours", read, (value) => put({ rights: withRight(app.rights, question.kind, true, value) }, { push: true }));
}

function build(question) {
  const field = FIELDS.find((each) => each.name === question.need);
  const control = question.need === DAYS ? days(question) : field?.kind === "number" ? quantity(question) : list(question);
  const label = question.need === DAYS ? DAYS_ASKED(spaced(question.name)) : ASKED[question.id === DEPARTURE ? DEPARTURE : question.need];
  return h("div", { class: "field" }, h("label", { class: "label", for: `ask-${question.id}` }, label), control,
    h("p", { class: "problem", id: `ask-${question.id}-p`, hidden: true }));
}

/** What each control says is what is known: a fact given elsewhere shows here too. */
function fillIn(questions) {
  for (const { id, need, kind } of questions) {
    const input = byId(`ask-${id}`);
    if (!input || (input === document.activeElement && input.tagName === "INPUT")) continue;
    const field = FIELDS.find((each) => each.name === need);
    if (need === DAYS) input.value = formatNumber(app.rights.find((right) => right.kind === kind)?.days_left, 1);
    else if (field?.kind === "number") input.value = formatNumber(factsOf(app)[need], field.scale);
    else if (id === DEPARTURE) input.value = app.stops[0].activity ?? "";
    else input.value = (need === "activity" ? app.activity : factsOf(app)[need]) ?? "";
  }
}

function draw() {
  const panel = byId("missing");
  const answer = current();
  const { asked } = answer.verdict === "unknown" ? partMissing(answer.missing, app.rights, app.place) : { asked: [] };
  const questions = asked.map(placedQuestion);
  const inside = panel.contains(document.activeElement);
  const known = new Set(questions.map(({ id }) => id));
  if (!inside) for (const id of shown.keys()) if (!known.has(id)) shown.delete(id);
  for (const question of questions) if (!shown.has(question.id)) shown.set(question.id, { question, element: build(question) });
  const elements = [...shown.values()].map(({ element }) => element);
  const fields = byId("missing-fields");
  for (const child of [...fields.children]) if (!elements.includes(child)) child.remove();
  for (const element of elements) if (element.parentElement !== fields) fields.append(element);
  panel.hidden = !elements.length;
  fillIn([...shown.values()].map(({ question }) => question));
}

export function startMissing() {
  store.on(["place", "zones", "decisions", "route", "asked", "zone", "stops", "vehicle", "facts", "activity", "rights"], draw);
  byId("missing").addEventListener("focusout", () => setTimeout(draw, 0));
  draw();
}
