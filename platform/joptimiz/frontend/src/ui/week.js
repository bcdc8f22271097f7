/** Seven days, a ribbon each: when leaving is permitted, at a glance; a press or a drag anywhere on them chooses day and hour. */

import { dateOf, minuteOf } from "../clock.js";
import { byId, h } from "../dom.js";
import { dayShort } from "../french.js";
import { store } from "../model.js";
import { weekSentence } from "../trip-sentences.js";
import { alike } from "../week.js";
import { LOADING } from "../words.js";
import { drawBands } from "./ribbon.js";

const app = store.value;
let drawn = { rows: null, at: null };

function row({ date, bands }) {
  const strip = h("div", { class: "bands" });
  const today = date === dateOf(app.at);
  drawBands(strip, bands, today ? minuteOf(app.at) : null);
  return h("div", { class: `wrow${today ? " on" : ""}`, "data-date": date }, h("span", {}, dayShort(date)), strip);
}

export function drawWeek(rows) {
  if (drawn.rows === rows && drawn.at === app.at) return;
  drawn = { rows, at: app.at };
  byId("week").replaceChildren(...rows.map(row));
  byId("week").setAttribute("aria-label", rows.some(({ bands }) => bands.length) ? weekSentence(alike(rows)) : LOADING.hours);
}

/** The row under a finger, the nearest one beyond the first and the last. */
function rowUnder(event) {
  const rows = [...byId("week").children];
  return rows.find((each) => event.clientY < each.getBoundingClientRect().bottom) ?? rows.at(-1);
}

/** `listen(element, place)` is the slider's own way of following a finger. */
export function startWeek(listen) {
  listen(byId("week"), (event, minuteUnder) => {
    const under = rowUnder(event);
    const box = under.querySelector(".bands").getBoundingClientRect();
    const { bands } = drawn.rows.find(({ date }) => date === under.dataset.date);
    return { date: under.dataset.date, minute: minuteUnder(event, box), width: box.width, bands };
  });
}
