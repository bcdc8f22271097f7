/** The list beside the map: the same zones, in the same order, each with all that the map says. */

import { byId, h, icon } from "../dom.js";
import { count, sentence } from "../french.js";
import { instantOf, minuteOf } from "../clock.js";
import { hasStreets, inOrder, isTrip, placeStop, put, store, verdictOf } from "../model.js";
import { because, change, zoneName } from "../sentences.js";
import { nextChange } from "../bands.js";
import { APPROXIMATE, GO_HERE, LOADING, NO_ZONE, ON_MAP, ROUGH } from "../words.js";
import { cite, verdict } from "./parts.js";
import { thinRibbon } from "./ribbon.js";
import { openSheet } from "./sheet.js";

const app = store.value;
const rows = new Map();

function build(zone) {
  const parts = { head: h("div", { class: "head" }), text: h("p"), ribbon: h("div"), cite: h("span") };
  const see = h("button", { type: "button", class: "textbtn" }, ON_MAP, h("span", { class: "sr" }, ` : ${zone.name}`));
  const go = h("button", { type: "button", class: "textbtn" }, GO_HERE, h("span", { class: "sr" }, ` : ${zone.name}`));
  see.addEventListener("click", () => { put({ zone: zone.id }, { push: true }); openSheet("answer"); });
  go.addEventListener("click", () => { placeStop(app.stops.length - 1, zone.label); openSheet("answer"); });
  const row = h("li", { "data-zone": zone.id }, parts.head, parts.text, parts.ribbon,
    h("div", { class: "foot" }, parts.cite, h("span", { class: "row gap" }, go, see)));
  return { row, parts, see, go };
}

function drawRow(zone) {
  const { row, parts, see, go } = rows.get(zone.id);
  const decision = app.decisions.get(zone.id);
  const bands = app.bands.get(zone.id) ?? [];
  const now = verdictOf(zone.id);
  const { name, kind } = zoneName(zone);
  parts.head.replaceChildren(...(now ? [verdict(now)] : []), h("span", { class: "name" }, name), kind ? h("span", { class: "kind" }, kind) : "",
    zone.precision === "approximate" ? h("span", { class: "kind rough" }, icon("edge", true), ROUGH) : "");
  // While the hour is being changed the colours run ahead of the sentences, which come from the server.
  const fresh = decision && decision.verdict === now;
  parts.ribbon.replaceChildren(...(bands.length ? [thinRibbon(bands, minuteOf(app.at))] : []));
  const all = app.hours.get(zone.id);
  const next = all && now ? nextChange(all, instantOf(app.place.timezone, app.at)) : null;
  const then = change(now, next, app.at, app.place?.timezone);
  parts.text.textContent = [fresh ? because(decision) : app.loading.decisions ? LOADING.decisions : "", then && sentence(then)].filter(Boolean).join(" ");
  parts.cite.replaceChildren(...[fresh && cite(decision.reasons?.[0])].filter(Boolean));
  go.hidden = !hasStreets();
  row.classList.toggle("on", app.zone === zone.id);
  see.setAttribute("aria-pressed", String(app.zone === zone.id));
}

function draw() {
  const list = byId("zonelist");
  byId("zone-count").textContent = app.zones.length ? count(app.zones.length, "zone", "zones", "") : "";
  byId("no-zone").hidden = Boolean(app.zones.length || app.loading.zones || app.trouble.zones || !app.place);
  byId("no-zone").textContent = NO_ZONE;
  byId("approximate").hidden = !app.zones.some((zone) => zone.precision === "approximate");
  byId("approximate").textContent = APPROXIMATE;
  for (const id of rows.keys()) if (!app.zoneById.has(id)) rows.delete(id);
  const order = inOrder();
  for (const zone of order) {
    if (!rows.has(zone.id)) rows.set(zone.id, build(zone));
    drawRow(zone);
  }
  const wanted = order.map((zone) => rows.get(zone.id).row);
  if (wanted.some((row, i) => list.children[i] !== row) || list.children.length !== wanted.length) {
    const active = document.activeElement;
    list.replaceChildren(...wanted);
    if (list.contains(active)) active.focus({ preventScroll: true });
  }
}

/** A zone chosen on the map: the panel shows its answer, or its row when the answer is a trip's. */
function reveal() {
  const row = rows.get(app.zone)?.row;
  if (!row?.offsetParent || row.contains(document.activeElement)) return;
  if (isTrip()) row.scrollIntoView({ block: "nearest" });
  else byId("panel").scrollTop = 0;
}

export function startZoneList() {
  store.on(["zones", "at", "bands", "hours", "decisions", "zone", "loading"], draw);
  store.on(["zone"], reveal);
  draw();
}
