/** The answer: verdict, reason, article, way out, in this order. */

import { busy, byId, fill, h, icon } from "../dom.js";
import { listed, spaced } from "../french.js";
import { inQuestion, retryHelp } from "../help.js";
import { partMissing } from "../missing.js";
import { arrival, departure, hasStreets, inOrder, isTrip, nextAim, retry, stopRoute, store, undo, verdictOf } from "../model.js";
import { legal, overview, zoneName } from "../sentences.js";
import { ALSO_MISSING, ASK_FROM, ASK_PLACE, ASK_TEXT, ASK_TITLE, ASK_TO, BACK, DESCRIBE, LOADING, ONLY_MISSING, QUOTE, STOP, STOPPED } from "../words.js";
import { emissions, notices } from "./about.js";
import { advice, advisedAt } from "./advice.js";
import { current } from "./current.js";
import { hoursTable } from "./hours.js";
import { options } from "./options.js";
import { output } from "./output.js";
import { cite, trouble, verdict } from "./parts.js";
import { duties, explained, readings, rough } from "./reasons.js";
import { remedies } from "./remedies.js";
import { openSheet } from "./sheet.js";
import { steps, trip } from "./trip.js";

const app = store.value;

/** What is under way, and, once it is long, a way to stop it. */
function waiting() {
  return h("div", { class: "waiting" }, h("span", {}, LOADING.route),
    app.slow.route && h("button", { type: "button", class: "textbtn push", onclick: stopRoute, "data-key": "stop" }, STOP));
}

/** On a phone the form is folded away: this opens it at the first stop to be placed. */
function describe() {
  openSheet("edit");
  byId(`stop-${nextAim() ?? 0}`).focus();
}

/** Before any question is complete: what to do, and the map in one sentence. */
function invitation() {
  const verdicts = inOrder().map((zone) => verdictOf(zone.id));
  const text = !hasStreets() ? ASK_PLACE : departure() ? ASK_TO : ASK_TEXT;
  return h("div", { class: "callout" }, h("h2", { tabindex: "-1", "data-focus": "" }, ASK_TITLE), h("p", {}, text),
    h("button", { type: "button", class: "btn btn--primary phone-only", onclick: describe, "data-key": "describe" }, DESCRIBE),
    verdicts.some(Boolean) && h("p", { class: "muted" }, overview(verdicts, app.at)));
}

/** The words of the article; folded when they are many. */
function quoted(text) {
  const words = h("p", { class: "quote" }, `«\u202f${text}\u202f»`);
  if (text.length <= 220) return words;
  return h("details", {}, h("summary", { "data-key": "quote" }, icon("right", true), QUOTE), words);
}

/** What a person cannot give: the answer waits for the territory, and says so. */
function untold(missing) {
  const { asked, told } = partMissing(missing, app.rights, app.place);
  if (!told.length) return null;
  return h("p", { class: "muted" }, asked.length ? ALSO_MISSING(listed(told.map(spaced))) : ONLY_MISSING);
}

/** The names of the zones whose outline is only approximate, where the answer may hang on it. */
const roughNames = (answer) => answer.rough.map((id) => app.zoneById.get(id)).filter(Boolean).map((zone) => zoneName(zone).name);

const explanation = () => (app.asked && app.asked.key === inQuestion()?.key ? app.asked.decision.explanation : null);

function callout(answer) {
  const quote = answer.reason?.quote;
  return h("div", { class: `callout ${answer.verdict ?? ""}` },
    app.undo && h("button", { type: "button", class: "textbtn back", onclick: undo, "data-key": "back" }, icon("left", true), BACK),
    h("h2", { tabindex: "-1", "data-focus": "" },
      answer.verdict ? verdict(answer.verdict, answer.headline, true) : answer.headline),
    answer.sentences.map((sentence) => h("p", {}, sentence)),
    untold(answer.missing),
    duties(answer.obligations, answer.reason),
    readings(answer.readings, answer.verdict),
    quote && quoted(spaced(quote)),
    (answer.reason || answer.change) && h("div", { class: "foot" }, cite(answer.reason),
      answer.change && h("span", { class: "tiny muted" }, answer.change)),
    rough(roughNames(answer)));
}

/** What went wrong with the answer itself; troubles of what comes after it are said where that would stand. */
function serious(trips) {
  const { zones, route, decisions, hours, asked } = app.trouble;
  return zones ?? (trips ? route : null) ?? decisions ?? hours ?? (atPoint(trips) ? asked : null);
}

const atPoint = (trips) => Boolean(!trips && arrival() && !app.zoneById.has(app.zone));

function stopped() {
  return h("div", { class: "notice" }, h("p", {}, STOPPED),
    h("div", {}, h("button", { type: "button", class: "btn", onclick: retry, "data-key": "retry" }, "Calculer le trajet")));
}

function answered(answer, trips) {
  const wrong = serious(trips);
  if (app.loading.zones) return h("div", { class: "waiting" }, LOADING.zones);
  if (wrong && !app.loading.route) return trouble(wrong, () => { retry(); retryHelp(); });
  if (trips && !app.route) return app.stopped ? stopped() : waiting();
  if (answer.verdict || answer.headline) return [trips && app.loading.route && app.slow.route && waiting(), callout(answer)];
  return atPoint(trips) ? h("div", { class: "waiting" }, LOADING.asked) : invitation();
}

function draw() {
  const panel = byId("answer");
  const trips = isTrip();
  document.body.toggleAttribute("data-trip", trips);
  const answer = current();
  fill(panel, answered(answer, trips));
  busy(panel, Boolean(trips ? app.loading.route : app.loading.decisions || (atPoint(trips) && app.loading.asked)));
  const more = [];
  const advised = trips && !serious(trips) ? advisedAt(app.route) : null;
  if (advised) more.push(advice(app.route));
  if (answer.verdict && !serious(trips)) more.push(remedies(answer, advised));
  more.push(explained(explanation(), app.explainOpen, (open) => { app.explainOpen = open; }));
  if (atPoint(trips) && hasStreets()) more.push(h("p", { class: "hint" }, ASK_FROM));
  if (trips && app.route && !serious(trips)) more.push(trip(app.route), options(), notices(app.route), emissions(app.route), steps(app.route));
  if (app.place && app.at) more.push(hoursTable());
  more.push(output());
  if (app.place) more.push(h("p", { class: "legal" }, legal(app.place)));
  fill(byId("more"), more);
}

export function startAnswer() {
  store.on(["at", "place", "zones", "decisions", "hours", "bands", "route", "stops", "zone", "loading", "slow", "trouble", "stopped", "near", "asked", "remedies", "undo", "rights", "week", "ways", "step"], draw);
  draw();
}
