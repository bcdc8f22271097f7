/** Other ways of making the trip, side by side: seen on the map while looked at, taken with one press and undone with another. */

import { h } from "../dom.js";
import { store, tryOut } from "../model.js";
import { retryPlanner, waysAsked } from "../planner.js";
import { WAYS } from "../trip-words.js";
import { waysView } from "../ways.js";
import { RETRY } from "../words.js";
import { readAnswer } from "./parts.js";

const app = store.value;

function take(way) {
  store.set({ shown: null });
  tryOut(way.patch);
  readAnswer();
}

/** Shows a way on the map as long as it is looked at; a press keeps it there until the next. */
function shownBy(way) {
  if (!way.geometry || way.kind === "as_asked") return {};
  const show = () => store.set({ shown: way.geometry });
  const hide = () => store.set({ shown: null });
  return { onmouseenter: show, onmouseleave: hide, onfocusin: show, onfocusout: hide };
}

/** A way: its figures on one line, what there is to say of it and the button under them. */
function group(way, number) {
  const asked = way.kind === "as_asked";
  const button = way.patch && h("button", { type: "button", class: "textbtn", onclick: () => take(way), "data-key": `way-${number}` },
    WAYS.take, h("span", { class: "sr" }, ` : ${way.title}`));
  return h("tbody", { class: asked ? "asked" : null, "data-kind": way.kind, ...shownBy(way) },
    h("tr", {}, h("th", { scope: "row" }, asked ? WAYS.as_asked : way.title), [way.time, way.length, way.co2e].map((figure) => h("td", {}, figure || "–"))),
    h("tr", { class: "note" }, h("td", { colspan: 4 }, h("div", { class: "row base" }, h("span", { class: "grow" }, way.text), button))));
}

const table = (ways) => h("table", { class: "ways" },
  h("thead", {}, h("tr", {}, [WAYS.what, WAYS.time, WAYS.length, WAYS.co2e].map((name) => h("th", { scope: "col" }, name)))), ways.map(group));

function body() {
  const it = waysAsked();
  const fresh = it && app.ways?.key === it.key ? app.ways : null;
  if (fresh) {
    const ways = waysView(fresh.found, { timezone: app.place.timezone, place: app.place, rights: app.rights });
    return ways.some((way) => way.kind !== "as_asked") ? table(ways) : h("p", { class: "muted" }, WAYS.none);
  }
  if (app.trouble.ways && !app.loading.ways) {
    return h("div", { class: "notice" }, h("p", {}, WAYS.failed), h("div", {}, h("button", { type: "button", class: "btn", onclick: retryPlanner, "data-key": "retry-ways" }, RETRY)));
  }
  return h("p", { class: "muted", role: "status" }, WAYS.loading);
}

/** The comparison, under the trip it compares with. */
export const options = () => h("section", { class: "stack", "aria-labelledby": "ways-title" }, h("h2", { id: "ways-title" }, WAYS.title), body());
