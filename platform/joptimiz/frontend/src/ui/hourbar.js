/** The day and the hour: a date, a slider that lies on the day's ribbon, and the week around it. */

import { verdictAt } from "../bands.js";
import { addDays, dateOf, instantOf, minuteOf, wallOf, withDate, withMinute } from "../clock.js";
import { byId, h } from "../dom.js";
import { day, hour, hourFull } from "../french.js";
import { now, put, store } from "../model.js";
import { sliderText, ribbonSentence, wordOf } from "../trip-sentences.js";
import { marks, onDay, snapped, stepped } from "../week.js";
import { LOADING } from "../words.js";
import { ribbon } from "./current.js";
import { drawBands } from "./ribbon.js";
import { drawWeek, startWeek } from "./week.js";

const app = store.value;
const LAST = 1435;
const HOUR = 60;
/** How near a finger must come to an edge to rest on it, in pixels. */
const REACH = 7;
const HALF_A_TAG = 34;
const HALF_A_MARK = 20;

function drawHandle(bands) {
  const minute = minuteOf(app.at);
  const handle = byId("hour");
  // The tag stays within the ribbon; the needle shows the exact instant.
  handle.style.left = `clamp(${HALF_A_TAG}px, ${minute / 14.4}%, calc(100% - ${HALF_A_TAG}px))`;
  byId("needle").style.left = `${minute / 14.4}%`;
  handle.textContent = hourFull(minute);
  handle.setAttribute("aria-valuenow", String(minute));
  handle.setAttribute("aria-valuetext", sliderText(dateOf(app.at), minute, verdictAt(bands, minute), bands));
}

/** Under the ribbon: its exact boundaries where they are, the plain hours where there is room. */
function drawMarks(bands) {
  byId("ticks").replaceChildren(...marks(bands, byId("slide").clientWidth || 320).map(({ minute, exact }) => {
    const mark = h("i", { class: exact ? "exact" : null }, exact ? hour(minute) : String(minute / 60));
    mark.style.left = exact ? `clamp(${HALF_A_MARK}px, ${minute / 14.4}%, calc(100% - ${HALF_A_MARK}px))` : `${minute / 14.4}%`;
    return mark;
  }));
}

/** What the patterns of this day and this week mean, the ones that are there. */
function drawStates({ bands, week }) {
  const there = [...new Set([...bands, ...week.flatMap((row) => row.bands)].map((band) => band.verdict))];
  byId("states").replaceChildren(...there.map((verdict) => h("li", {}, h("span", { class: `patch band--${verdict}` }), wordOf(verdict))));
}

function draw() {
  if (!app.at || !app.place) return;
  const { bands, name, week } = ribbon();
  drawBands(byId("bands"), bands);
  byId("bands").setAttribute("aria-label", bands.length ? ribbonSentence(bands) : LOADING.hours);
  byId("ribbon-zone").textContent = name;
  byId("day-name").textContent = day(dateOf(app.at), byId("slide").clientWidth < 300);
  byId("date").value = dateOf(app.at);
  drawMarks(bands);
  drawStates({ bands, week });
  drawHandle(bands);
  drawWeek(week);
}

/** A wall time that the clocks of the territory do show: the hour spring skips becomes the one after. */
const shown = (wall) => wallOf(app.place.timezone, instantOf(app.place.timezone, wall));

function goTo({ date, minute }, push = false) {
  put({ at: shown(withDate(withMinute(app.at, minute), date)) }, { push });
}

const today = (minute) => ({ date: dateOf(app.at), minute });

/** A press or a drag on a ribbon `width` pixels wide: `place(event)` tells `{minute, width, bands, date}`. */
function dragged(element, place, focus) {
  const follow = (event, push) => {
    const { minute, width, bands, date } = place(event);
    goTo({ date, minute: snapped(minute, bands, (REACH / width) * 1440) }, push);
  };
  let dragging = false;
  element.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    dragging = true;
    element.setPointerCapture(event.pointerId);
    follow(event, true);
    focus.focus({ preventScroll: true });
    event.preventDefault();
  });
  element.addEventListener("pointermove", (event) => dragging && follow(event, false));
  for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, () => { dragging = false; });
}

function minuteUnder(event, box) {
  return Math.max(0, Math.min(1440, ((event.clientX - box.left) / box.width) * 1440));
}

const KEYS = {
  ArrowLeft: (minute, bands) => stepped(minute, -1, bands), ArrowDown: (minute, bands) => stepped(minute, -1, bands),
  ArrowRight: (minute, bands) => stepped(minute, 1, bands), ArrowUp: (minute, bands) => stepped(minute, 1, bands),
  PageDown: (minute) => minute - HOUR, PageUp: (minute) => minute + HOUR, Home: () => 0, End: () => LAST,
};

function slide() {
  const track = byId("slide");
  const handle = byId("hour");
  dragged(track, (event) => {
    const box = track.getBoundingClientRect();
    return { ...today(minuteUnder(event, box)), width: box.width, bands: ribbon().bands };
  }, handle);
  handle.addEventListener("keydown", (event) => {
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    goTo(onDay(dateOf(app.at), KEYS[event.key](minuteOf(app.at), ribbon().bands)));
  });
  startWeek((element, place) => dragged(element, (event) => place(event, minuteUnder), handle));
}

function toDate(date) {
  if (/^\d{4}-\d\d-\d\d$/.test(date)) put({ at: shown(withDate(app.at, date)) }, { push: true });
}

export function startHourbar() {
  slide();
  byId("day-before").addEventListener("click", () => toDate(addDays(dateOf(app.at), -1)));
  byId("day-after").addEventListener("click", () => toDate(addDays(dateOf(app.at), 1)));
  byId("date").addEventListener("change", (event) => toDate(event.target.value));
  byId("date").addEventListener("click", (event) => event.target.showPicker?.());
  byId("now").addEventListener("click", () => put({ at: now() }, { push: true }));
  store.on(["at", "place", "asked", "bands", "hours", "week", "zone", "zones", "route", "stops", "decisions", "loading"], draw);
  new ResizeObserver(draw).observe(byId("slide"));
}
