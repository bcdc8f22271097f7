/** The day and the hour: a date, and a slider that lies on the ribbon. */

import { verdictAt } from "../bands.js";
import { addDays, dateOf, minuteOf, withDate, withMinute } from "../clock.js";
import { byId } from "../dom.js";
import { day, hourFull } from "../french.js";
import { now, put, store } from "../model.js";
import { ribbonSentence, sliderText } from "../sentences.js";
import { LOADING } from "../words.js";
import { ribbon } from "./current.js";
import { drawBands } from "./ribbon.js";

const app = store.value;
const STEP = 5;
const KEYS = {
  ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageDown: -60, PageUp: 60, Home: -Infinity, End: Infinity,
};


function drawHandle() {
  if (!app.at) return;
  const minute = minuteOf(app.at);
  const handle = byId("hour");
  const width = handle.parentElement.clientWidth || 320;
  // The tag stays within the ribbon; the needle shows the exact instant.
  const half = 34;
  const left = Math.max(half, Math.min(width - half, (minute / 1440) * width));
  handle.style.left = `${left}px`;
  byId("needle").style.left = `${(minute / 1440) * width}px`;
  handle.textContent = hourFull(minute);
  const { bands } = ribbon();
  handle.setAttribute("aria-valuenow", String(minute));
  handle.setAttribute("aria-valuetext", sliderText(minute, verdictAt(bands, minute), bands));
}

function draw() {
  if (!app.at) return;
  const { bands, name } = ribbon();
  drawBands(byId("bands"), bands);
  byId("bands").setAttribute("aria-label", bands.length ? ribbonSentence(bands) : LOADING.hours);
  byId("ribbon-zone").textContent = name ? `${name}, pour ce véhicule` : "";
  byId("day-name").textContent = day(dateOf(app.at), byId("slide").clientWidth < 300);
  byId("date").value = dateOf(app.at);
  drawHandle();
}

function toMinute(minute, push = false) {
  const step = Math.round(minute / STEP) * STEP;
  put({ at: withMinute(app.at, Math.max(0, Math.min(1440 - STEP, step))) }, { push });
}

function toDate(date) {
  if (/^\d{4}-\d\d-\d\d$/.test(date)) put({ at: withDate(app.at, date) }, { push: true });
}

function slide() {
  const track = byId("slide");
  const handle = byId("hour");
  const minuteAt = (event) => {
    const box = track.getBoundingClientRect();
    return ((event.clientX - box.left) / box.width) * 1440;
  };
  let dragging = false;
  track.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    dragging = true;
    track.setPointerCapture(event.pointerId);
    toMinute(minuteAt(event), true);
    handle.focus({ preventScroll: true });
    event.preventDefault();
  });
  track.addEventListener("pointermove", (event) => dragging && toMinute(minuteAt(event)));
  for (const end of ["pointerup", "pointercancel"]) track.addEventListener(end, () => { dragging = false; });
  handle.addEventListener("keydown", (event) => {
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    toMinute(minuteOf(app.at) + KEYS[event.key]);
  });
}

export function startHourbar() {
  slide();
  byId("day-before").addEventListener("click", () => toDate(addDays(dateOf(app.at), -1)));
  byId("day-after").addEventListener("click", () => toDate(addDays(dateOf(app.at), 1)));
  byId("date").addEventListener("change", (event) => toDate(event.target.value));
  byId("date").addEventListener("click", (event) => event.target.showPicker?.());
  byId("now").addEventListener("click", () => put({ at: now() }, { push: true }));
  store.on(["at", "place", "asked", "bands", "hours", "zone", "zones", "route", "stops", "decisions", "loading"], draw);
  new ResizeObserver(draw).observe(byId("slide"));
}

