/** The hours of the week as a table: for who does not see the ribbons, for paper, for exact reading. */

import { dateOf } from "../clock.js";
import { h, icon } from "../dom.js";
import { day, hour } from "../french.js";
import { store } from "../model.js";
import { wordOf } from "../trip-sentences.js";
import { WEEK } from "../trip-words.js";
import { weekTable } from "../week.js";
import { ribbon } from "./current.js";

const app = store.value;

const range = ([from, to]) => h("span", { class: "nowrap" }, `${hour(from)} – ${hour(to)}`);
const cell = (stretches) => h("td", {}, stretches ? stretches.map((stretch, i) => [i ? ", " : null, range(stretch)]) : "–");

/** Folded: the ribbons say the same at a glance. */
export function hoursTable() {
  const { week, name } = ribbon();
  const rows = weekTable(week);
  const states = [...new Set(rows.flatMap(({ said }) => Object.keys(said)))];
  if (!states.length) return null;
  const fold = h("details", { open: app.hoursOpen, class: "weekhours" }, h("summary", { "data-key": "hours" }, icon("right", true), WEEK.title),
    h("table", {}, h("caption", { class: "sr" }, `${WEEK.title}, ${name}`),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, WEEK.day), states.map((state) => h("th", { scope: "col" }, wordOf(state))))),
      h("tbody", {}, rows.map(({ date, said }) => h("tr", { class: date === dateOf(app.at) ? "on" : null }, h("th", { scope: "row" }, day(date, true)), states.map((state) => cell(said[state])))))));
  fold.addEventListener("toggle", () => { app.hoursOpen = fold.open; });
  return fold;
}
