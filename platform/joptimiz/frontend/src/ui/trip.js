/** The trip, station by station: departure, zones crossed, zones avoided, arrival; then its turns. */

import { wallOf, minuteOf } from "../clock.js";
import { h, icon } from "../dom.js";
import { distance, hour, spaced } from "../french.js";
import { nameOfStop, put, routeStops, store } from "../model.js";
import { stations } from "../answer.js";
import { avoided, away, length, missing, zoneName } from "../sentences.js";
import { END, STEPS, TRIP, VERDICT } from "../words.js";
import { cite, verdict } from "./parts.js";

const app = store.value;

const at = (text) => (text ? hour(minuteOf(wallOf(app.place.timezone, Date.parse(text)))) : "");

function end(kind, stop) {
  const refused = stop?.served === false && stop.verdict in VERDICT;
  const when = refused ? verdict(stop.verdict) : kind === "from" ? hour(minuteOf(app.at)) : app.route.feasible ? at(stop?.arrive_at) : "";
  const asked = kind === "from" ? routeStops()[0] : routeStops().at(-1);
  const near = [asked && nameOfStop(asked), away(stop)].filter(Boolean).join(", ");
  return h("li", {}, h("span", { class: "spot", "aria-hidden": "true" }, kind === "from" ? "1" : "2"),
    h("div", { class: "row" }, h("b", { class: "strong" }, END[kind]), h("span", { class: "when" }, when)),
    near && h("div", { class: "muted small" }, near));
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
    h("div", { class: "row wrap" }, text && h("span", { class: "muted" }, text), cite(reason)));
}

export function trip(route) {
  const all = stations(route).filter((s) => s.zone || s.stop);
  return h("div", { class: "stack l" },
    h("div", { class: "row base" }, h("h2", {}, TRIP), route.feasible && h("span", { class: "push muted" }, length(route))),
    h("ol", { class: "trip" }, all.map((s) => (s.zone ? station(s.kind, s.zone) : end(s.kind, s.stop)))));
}

/** An instruction is a sentence, alone or with its length. */
function step(instruction) {
  const text = typeof instruction === "string" ? instruction : (instruction.text ?? instruction.instruction ?? "");
  const metres = instruction.distance_m ?? instruction.length_m ?? 0;
  return h("li", {}, h("span", {}, spaced(text)), h("span", { class: "far" }, metres >= 10 ? distance(metres) : ""));
}

export function steps(route) {
  if (!route.instructions?.length) return null;
  const details = h("details", { open: app.stepsOpen }, h("summary", { "data-key": "steps" }, icon("right", true), STEPS),
    h("ol", { class: "steps" }, route.instructions.map(step)));
  details.addEventListener("toggle", () => { app.stepsOpen = details.open; });
  return details;
}
