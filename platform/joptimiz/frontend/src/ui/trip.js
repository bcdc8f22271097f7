/** The trip, station by station: departure, zones crossed, zones avoided, arrival; then its turns. */

import { wallOf, minuteOf } from "../clock.js";
import { h, icon } from "../dom.js";
import { dutyLines } from "../duties.js";
import { distance, hour, listed, sentence, spaced } from "../french.js";
import { nameOfStop, put, routeStops, store } from "../model.js";
import { stations } from "../answer.js";
import { avoided, away, length, missing, stopCalled, zoneName } from "../sentences.js";
import { onFoot, wouldEnter } from "../trip-sentences.js";
import { RIGHT_USED, STEP_ON_MAP } from "../trip-words.js";
import { DUTIES, STEPS, TRIP, VERDICT } from "../words.js";
import { cite, verdict } from "./parts.js";

const app = store.value;

const at = (text) => (text ? hour(minuteOf(wallOf(app.place.timezone, Date.parse(text)))) : "");

/** « Fin à pied : 140 m à pied, 2 min »: how the load of a stop that is not served can finish. */
function handover({ mode, message, ...leg }) {
  return h("p", { class: "handover small" }, icon(mode === "foot" ? "walk" : "bike", true),
    h("span", {}, message ? sentence(spaced(message)) : sentence(onFoot({ mode, ...leg }))));
}

/** Why a stop is not served; the answer already says it of the only stop there is. */
function refusal(stop) {
  const reason = stop.reasons?.[0];
  if (stop.served || app.route.stops.length === 2 || !(reason || stop.needs?.length)) return null;
  const text = stop.needs?.length ? missing(stop.needs) : sentence(spaced(reason.message ?? ""));
  return h("div", { class: "row wrap" }, h("span", { class: "muted" }, text), cite(reason));
}

function halt(kind, stop, rank) {
  const refused = stop.served === false && stop.verdict in VERDICT;
  const arrives = app.route.feasible || stop.served ? at(stop.arrive_at) : "";
  const leaves = at(stop.depart_at);
  const when = refused ? verdict(stop.verdict) : kind === "from" ? hour(minuteOf(app.at)) : [...new Set([arrives, kind === "via" ? leaves : ""])].filter(Boolean).join(" – ");
  const asked = routeStops()[rank];
  const near = [asked && nameOfStop(asked), away(stop)].filter(Boolean).join(", ");
  const number = (asked?.index ?? rank) + 1;
  return h("li", {}, h("span", { class: `spot${refused ? " refused" : ""}`, "aria-hidden": "true" }, String(number)),
    h("div", { class: "row" }, h("b", { class: "strong" }, stopCalled(kind, number)), h("span", { class: "when" }, when)),
    near && h("div", { class: "muted small" }, near), refusal(stop), stop.handover && handover(stop.handover));
}

/** The reason why a zone is crossed or avoided, with what the decisions say when the route does not. */
function reasonOf(zone) {
  const known = app.decisions.get(zone.zone);
  const reason = known?.reasons?.find((r) => r.rule === zone.rule) ?? known?.reasons?.[0];
  return { order: zone.order ?? reason?.order, article: zone.article ?? reason?.article, message: zone.message ?? reason?.message,
    title: reason?.title, url: reason?.url, to_verify: reason?.to_verify };
}

function station(kind, zone) {
  const known = app.zoneById.get(zone.zone) ?? { zone: zone.zone, name: zone.name ?? zone.zone };
  const reason = reasonOf(zone);
  const word = zone.verdict ?? "forbidden";
  const times = kind === "avoided" ? avoided(zone) : [...new Set([at(zone.enter_at), at(zone.leave_at)])].filter(Boolean).join(" – ");
  const text = zone.needs?.length ? missing(zone.needs) : spaced(reason.message ?? "");
  const select = () => put({ zone: zone.zone }, { push: true });
  return h("li", { class: kind === "avoided" ? "avoid" : "" }, icon(word),
    h("div", { class: "row wrap" },
      h("span", { class: "sr" }, VERDICT[word]),
      h("button", { type: "button", class: "textbtn", onclick: select, "data-key": `station-${zone.zone}` }, zoneName(known).name),
      h("span", { class: "when" }, times)),
    h("div", { class: "row wrap" }, text && h("span", { class: "muted" }, text), cite(reason)),
    asked(zone).map((line) => h("p", { class: "small muted" }, line)));
}

/** What a passage rests on, or what going round spared: the right used, the duties, the hour of the shortest way. */
function asked(zone) {
  const right = (app.place.rights ?? []).find((each) => each.kind === zone.right);
  const duties = dutyLines(zone.obligations ?? []).map((duty) => duty.name);
  return [
    right && sentence(RIGHT_USED(spaced(right.name))),
    duties.length && sentence(`${DUTIES}\u00a0: ${listed(duties).toLocaleLowerCase("fr")}`),
    zone.would_enter_at && sentence(wouldEnter(Date.parse(zone.would_enter_at), app.place.timezone)),
  ].filter(Boolean);
}

export function trip(route) {
  const all = stations(route);
  return h("div", { class: "stack l" },
    h("div", { class: "row base" }, h("h2", {}, TRIP), route.feasible && h("span", { class: "push muted" }, length(route))),
    h("ol", { class: "trip" }, all.map((s) => (s.zone ? station(s.kind, s.zone) : halt(s.kind, s.stop, s.rank)))));
}

/** A step is pressed to be seen on the map; pressed again, the map lets it go. */
function step(instruction) {
  const chosen = app.step === instruction.index;
  const press = () => {
    document.body.removeAttribute("data-tall");
    store.set({ step: app.step === instruction.index ? null : instruction.index });
  };
  return h("li", {}, h("button", { type: "button", onclick: press, title: STEP_ON_MAP, "aria-current": chosen ? "step" : null, "data-key": `step-${instruction.index}` },
    h("span", {}, spaced(instruction.text)), h("span", { class: "far" }, instruction.distance_m >= 10 ? distance(instruction.distance_m) : "")));
}

export function steps(route) {
  if (!route.instructions?.length) return null;
  const details = h("details", { open: app.stepsOpen }, h("summary", { "data-key": "steps" }, icon("right", true), STEPS),
    h("ol", { class: "steps" }, route.instructions.map(step)));
  details.addEventListener("toggle", () => { app.stepsOpen = details.open; });
  return details;
}
