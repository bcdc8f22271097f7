/** What one leaves with: paper, or a file for a navigator or a map. */

import { h, icon } from "../dom.js";
import { spaced } from "../french.js";
import { isTrip, store } from "../model.js";
import { saveTrip } from "../planner.js";
import { KEEP } from "../trip-words.js";
import { BROKEN, OFFLINE } from "../words.js";

const app = store.value;
/** What the last file came to: said under the buttons until the trip changes. */
let told = { route: null, text: "" };

const wrong = (problem) => (problem.kind === "offline" ? OFFLINE.title : spaced(problem.title || BROKEN.title));

async function save(format, status) {
  const say = (text) => { told = { route: app.route, text }; status.textContent = text; };
  say(KEEP.saving);
  try {
    say(KEEP.saved(await saveTrip(format)));
  } catch (problem) {
    say(wrong(problem));
  }
}

/** Print, GPX, GeoJSON; without a way they are out of use, and say why. */
export function output() {
  if (!isTrip()) return null;
  const way = Boolean(app.route?.geometry) && !app.loading.route;
  const why = way ? null : app.loading.route ? KEEP.waiting : KEEP.no_way;
  const status = h("p", { class: "hint", id: "kept", role: "status" }, why ?? (told.route === app.route ? told.text : ""));
  const button = (key, name, label, act) => h("button", {
    type: "button", class: "btn", "data-key": key, disabled: !way, "aria-describedby": why ? "kept" : null, "aria-label": label, onclick: act,
  }, icon(key === "print" ? "doc" : "download", true), name);
  return h("section", { class: "stack output", "aria-labelledby": "output-title" }, h("h2", { id: "output-title" }, KEEP.title),
    h("div", { class: "row wrap" },
      button("print", KEEP.print, null, () => print()),
      button("gpx", KEEP.gpx, KEEP.gpx_name, () => save("gpx", status)),
      button("geojson", KEEP.geojson, KEEP.geojson_name, () => save("geojson", status))), status);
}
