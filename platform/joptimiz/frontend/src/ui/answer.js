/** The answer: verdict, reason, article, way out, in this order. */

import { busy, byId, fill, h, icon } from "../dom.js";
import { spaced } from "../french.js";
import { inOrder, put, retry, stopRoute, store, verdictOf } from "../model.js";
import { legal, overview } from "../sentences.js";
import { OWN, factsOf } from "../vehicles.js";
import { ASK_FROM, ASK_TEXT, ASK_TITLE, ASK_TO, LOADING, QUOTE, STOP, STOPPED } from "../words.js";
import { current } from "./current.js";
import { cite, trouble, verdict } from "./parts.js";
import { openSheet } from "./sheet.js";
import { steps, trip } from "./trip.js";

const app = store.value;

function waiting() {
  return h("div", { class: "waiting" }, h("span", {}, LOADING.route),
    h("button", { type: "button", class: "textbtn push", onclick: stopRoute, "data-key": "stop" }, STOP));
}

/** Before any question is complete: what to do, and the map in one sentence. */
function invitation() {
  const verdicts = inOrder().map((zone) => verdictOf(zone.id));
  const text = app.from ? ASK_TO : app.to ? ASK_FROM : ASK_TEXT;
  return h("div", { class: "callout" }, h("h2", { tabindex: "-1", "data-focus": "" }, ASK_TITLE), h("p", {}, text),
    verdicts.some(Boolean) && h("p", { class: "muted" }, overview(verdicts, app.at)));
}

/** The words of the article; folded when they are many. */
function quoted(text) {
  const words = h("p", { class: "quote" }, `«\u202f${text}\u202f»`);
  if (text.length <= 220) return words;
  return h("details", {}, h("summary", { "data-key": "quote" }, icon("right", true), QUOTE), words);
}

function callout(answer) {
  const quote = answer.reason?.quote;
  return h("div", { class: `callout ${answer.verdict ?? ""}` },
    h("h2", { tabindex: "-1", "data-focus": "" },
      answer.verdict ? verdict(answer.verdict, answer.headline, true) : answer.headline),
    answer.sentences.map((sentence) => h("p", {}, sentence)),
    quote && quoted(spaced(quote)),
    (answer.reason || answer.change) && h("div", { class: "foot" }, cite(answer.reason),
      answer.change && h("span", { class: "tiny muted push" }, answer.change)));
}

function follow(remedy) {
  if (remedy.wall) return put({ at: remedy.wall }, { push: true });
  put({ vehicle: OWN, facts: factsOf(app) }, { push: true });
  openSheet("edit");
  return setTimeout(() => byId(`fact-${remedy.facts[0]}`)?.focus(), 50);
}

function best(remedy) {
  return h("div", { class: "best" },
    h("div", { class: "row" }, h("h3", {}, remedy.title), remedy.cost && h("span", { class: "push strong nowrap" }, remedy.cost)),
    h("p", {}, remedy.text),
    remedy.button && h("button", { type: "button", class: "btn btn--primary", onclick: () => follow(remedy), "data-key": "remedy" }, remedy.button));
}

function answered() {
  const answer = current();
  const serious = app.trouble.zones ?? (app.from && app.to ? app.trouble.route : null) ?? app.trouble.decisions ?? app.trouble.hours;
  if (app.loading.zones && !app.place) return h("div", { class: "waiting" }, LOADING.zones);
  if (serious && !app.loading.route) return trouble(serious, retry);
  if (app.from && app.to && !app.route) {
    return app.stopped ? h("div", { class: "notice" }, h("p", {}, STOPPED), h("div", {}, h("button", { type: "button", class: "btn", onclick: retry, "data-key": "retry" }, "Calculer le trajet"))) : waiting();
  }
  if (!answer.verdict && !answer.headline) return invitation();
  return callout(answer);
}

function draw() {
  const panel = byId("answer");
  const trips = Boolean(app.from && app.to);
  fill(panel, answered());
  busy(panel, Boolean(trips ? app.loading.route : app.loading.decisions));
  const answer = current();
  const more = [];
  if (answer.remedy && !app.trouble.route) more.push(best(answer.remedy));
  if (trips && app.route?.feasible !== undefined) more.push(trip(app.route), steps(app.route));
  if (app.place) more.push(h("p", { class: "legal" }, legal(app.place)));
  fill(byId("more"), more);
}

export function startAnswer() {
  store.on(["at", "place", "zones", "decisions", "hours", "bands", "route", "from", "to", "zone", "loading", "trouble", "stopped", "near"], draw);
  draw();
}

