/** What would lift a refusal: the least change first, taken with one press and undone with another. */

import { byId, h, icon } from "../dom.js";
import { spaced } from "../french.js";
import { inQuestion, refused, retryHelp } from "../help.js";
import { arrival, isTrip, store, tryOut, zonesAt } from "../model.js";
import { remediesView } from "../remedies.js";
import { factsOf } from "../vehicles.js";
import { BEST, CHOOSE, REMEDIES, RETRY } from "../words.js";
import { readAnswer, verdict } from "./parts.js";

const app = store.value;

function take(remedy) {
  tryOut(remedy.patch);
  readAnswer();
}

const said = (remedy) => [h("div", { class: "small" }, verdict(remedy.verdict)), remedy.text && h("p", {}, remedy.text)];

function best(remedy) {
  return h("div", { class: "best" }, h("h2", {}, BEST),
    h("div", { class: "row base" }, h("h3", {}, remedy.title), remedy.cost && h("span", { class: "push strong nowrap" }, remedy.cost)),
    said(remedy),
    remedy.patch && h("button", { type: "button", class: "btn btn--primary", onclick: () => take(remedy), "data-key": "remedy" }, remedy.button));
}

function other(remedy, number) {
  return h("li", {}, h("div", { class: "what" }, h("h3", {}, remedy.title), said(remedy)),
    h("div", { class: "take" }, remedy.cost && h("span", { class: "cost" }, remedy.cost),
      remedy.patch && h("button", { type: "button", class: "textbtn", onclick: () => take(remedy), "data-key": `remedy-${number}` },
        remedy.short ?? CHOOSE, h("span", { class: "sr" }, ` : ${remedy.title}`))));
}

/** Two grey lines where the remedies will stand, with their words for who does not see them. */
function skeleton() {
  return h("div", { class: "best waits", role: "status" }, h("span", { class: "muted small" }, REMEDIES.loading), h("i", { "aria-hidden": "true" }), h("i", { "aria-hidden": "true" }));
}

function failed() {
  return h("div", { class: "notice" }, h("p", {}, REMEDIES.failed),
    h("div", {}, h("button", { type: "button", class: "btn", onclick: retryHelp, "data-key": "retry-remedies" }, RETRY)));
}

/** The trip's own next departure, when the server's list does not hold it. */
function withDeparture(found, remedy) {
  if (!remedy?.wall || found.some((each) => each.patch?.at === remedy.wall)) return found;
  return [...found, { kind: "time", verdict: remedy.verdict, title: remedy.button, button: remedy.button, cost: remedy.cost, text: "", patch: { at: remedy.wall } }];
}

/** Is the end of the trip known to be open at this instant? */
function openAt(instant) {
  const zones = zonesAt(arrival());
  const verdicts = zones.map((zone) => (app.hours.get(zone.id) ?? []).find((i) => i.from <= instant && instant < i.to)?.verdict);
  return verdicts.every((v) => v === "allowed" || v === "conditional");
}

const question = (stop) => ({
  at: app.at, timezone: app.place.timezone, trip: isTrip(), lasts: app.route?.duration_s ?? NaN, openAt,
  stops: app.stops, stop, place: app.place, rights: app.rights, facts: factsOf(app),
});

const nothing = (proof) => h("div", { class: "notice nothing" },
  h("h2", { class: "row" }, icon("alert", true), REMEDIES.none), h("p", {}, spaced(proof)));

/** Tells who does not see the page that the search is over. */
function tell(text) {
  const place = byId("remedies-told");
  if (place.textContent !== text) place.textContent = text;
}

/** Other vehicles are compared with the trip's other ways, and other hours are its advice: neither is proposed twice. */
const elsewhere = ({ kind }, advised) => isTrip() && (kind === "vehicle" || (kind === "time" && advised));

/** What stands under a refusal; nothing while it is none. Under the trip's own advice, the departure `advised`, none is the best. */
export function remedies(answer, advised = null) {
  if (!refused()) {
    tell("");
    return null;
  }
  const it = inQuestion();
  const fallback = withDeparture([], answer.remedy);
  if (!it) return fallback.map(best);
  const fresh = app.remedies?.key === it.key ? app.remedies : null;
  if (!fresh) {
    tell("");
    if (app.trouble.remedies) return [fallback.map(best), failed()];
    return skeleton();
  }
  const view = remediesView(fresh, question(it.stop));
  const found = view.found.filter((remedy) => !elsewhere(remedy, advised));
  const all = answer.remedy?.wall === advised ? found : withDeparture(found, answer.remedy);
  const [first, others] = advised ? [null, all] : [all[0], all.slice(1)];
  tell(all.length ? REMEDIES.told(all.length) : REMEDIES.none);
  if (!all.length) return advised ? null : nothing(view.none ?? REMEDIES.unfit);
  return [first && best(first), others.length > 0 && h("section", { class: "stack" }, h("h2", { class: "sr" }, REMEDIES.others), h("ul", { class: "remedies" }, others.map(other)))];
}
