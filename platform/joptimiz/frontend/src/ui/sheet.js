/** On a phone the panel is a sheet: the answer, the form or the list, never over more of the map than asked. */

import { dateOf, minuteOf } from "../clock.js";
import { byId } from "../dom.js";
import { day, hour } from "../french.js";
import { arrival, hasStreets, nameOfStop, store } from "../model.js";
import { zoneName } from "../sentences.js";
import { formatPlace } from "../coordinates.js";
import { nameOf } from "../vehicles.js";
import { END, NO_END, NO_PLACE, PLACE } from "../words.js";

const app = store.value;
const root = document.documentElement;
const phone = matchMedia("(max-width: 899px)");

/** `mode`: "answer", "edit" or "list". */
export function openSheet(mode) {
  document.body.dataset.sheet = mode;
  byId("panel").scrollTop = 0;
  for (const [id, wanted] of [["edit", "edit"], ["show-list", "list"]]) byId(id).setAttribute("aria-expanded", String(mode === wanted));
}

function drawCard() {
  byId("card-vehicle").textContent = nameOf(app);
  const zone = app.zoneById.get(app.zone);
  const to = arrival() ? (nameOfStop(app.stops.at(-1)) ?? `${hasStreets() ? END.to : PLACE} ${formatPlace(arrival())}`) : zone ? zoneName(zone).name : hasStreets() ? NO_END : NO_PLACE;
  byId("card-trip").textContent = app.at ? `${to}, ${day(dateOf(app.at), true)}, ${hour(minuteOf(app.at))}` : to;
}

/** How much of the map the sheet covers, in pixels; 0 when the panel stands beside it. */
export function covered() {
  return phone.matches ? byId("panel").offsetHeight : 0;
}

export function startSheet(onResize) {
  const toggle = (mode) => openSheet(document.body.dataset.sheet === mode ? "answer" : mode);
  byId("edit").addEventListener("click", () => toggle("edit"));
  byId("show-list").addEventListener("click", () => toggle("list"));
  byId("done").addEventListener("click", () => openSheet("answer"));
  byId("grip").addEventListener("click", () => {
    const tall = document.body.toggleAttribute("data-tall");
    byId("grip").setAttribute("aria-expanded", String(tall));
  });
  new ResizeObserver(() => {
    root.style.setProperty("--sheet", `${covered()}px`);
    onResize(covered());
  }).observe(byId("panel"));
  store.on(["vehicle", "at", "stops", "near", "zone", "zones"], drawCard);
  drawCard();
}
