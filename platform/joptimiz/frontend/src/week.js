/** The week of departures: which days it shows, when leaving is permitted, and where a hand on the slider comes to rest. */

import { bandsOfDay } from "./bands.js";
import { addDays } from "./clock.js";

export const DAYS = 7;
const DAY = 1440;
const STEP = 5;
const LAST = DAY - STEP;

const OPEN = new Set(["free", "detour", "allowed", "conditional"]);

/** May one leave, or come, under this verdict or state? */
export const isOpen = (verdict) => OPEN.has(verdict);

const noon = (date) => Date.parse(`${date}T12:00Z`);

/** The first day of the week shown: weeks are counted from today, so that the coming seven days are always one of them. */
export function weekOf(date, today) {
  const days = Math.round((noon(date) - noon(today)) / 86_400_000);
  return addDays(today, DAYS * Math.floor(days / DAYS));
}

export const daysOf = (start) => Array.from({ length: DAYS }, (_, day) => addDays(start, day));

/** The answer of `POST /routes/hours` in instants, its states standing where a zone has its verdict. */
export const tripIntervals = ({ intervals }) => intervals.map(({ from, to, state }) => (
  { from: Date.parse(from), to: Date.parse(to), verdict: state }));

/** A row a day: `{date, bands}`. */
export const weekRows = (all, timezone, start) => daysOf(start).map((date) => ({ date, bands: bandsOfDay(all, timezone, date) }));

/** The first and the last minute of each stretch of the day in which one may leave; midnight is no edge. */
export function edges(bands) {
  const found = [];
  for (const { from, to, verdict } of bands) {
    if (!isOpen(verdict)) continue;
    if (from > 0) found.push(from);
    if (to < DAY) found.push(to - 1);
  }
  return [...new Set(found)].sort((a, b) => a - b);
}

/** Where a drag comes to rest: on the edge within `reach` minutes, else on the five minutes. */
export function snapped(minute, bands, reach) {
  const far = (edge) => Math.abs(edge - minute);
  const near = edges(bands).filter((edge) => far(edge) <= reach).sort((a, b) => far(a) - far(b))[0];
  return near ?? Math.max(0, Math.min(LAST, Math.round(minute / STEP) * STEP));
}

/** The next five minutes struck in this direction (1 or -1), or the edge before them; below 0 and from 1440 it is another day. */
export function stepped(minute, direction, bands) {
  const next = direction > 0 ? Math.floor(minute / STEP) * STEP + STEP : Math.ceil(minute / STEP) * STEP - STEP;
  const [low, high] = [Math.min(minute, next), Math.max(minute, next)];
  const between = edges(bands).filter((edge) => edge > low && edge < high);
  return (direction > 0 ? between[0] : between.at(-1)) ?? next;
}

/** Day and minute of a step that may have left the day. */
export function onDay(date, minute) {
  const days = Math.floor(minute / DAY);
  return { date: addDays(date, days), minute: minute - days * DAY };
}

/**
 * What is written under a ribbon this many pixels wide: `{minute, exact}`. Every exact boundary that has room, then the
 * plain hours that still have some.
 */
export function marks(bands, width) {
  const place = (minute) => (minute / DAY) * width;
  const kept = [];
  const add = (minute, exact, room) => {
    if (kept.every((other) => Math.abs(place(other.minute) - place(minute)) >= (exact === other.exact && exact ? room : Math.max(36, room)))) kept.push({ minute, exact });
  };
  for (const { from } of bands) if (from > 0) add(from, true, 46);
  for (const minute of [0, DAY, 720, 360, 1080]) add(minute, false, 24);
  return kept.sort((a, b) => a.minute - b.minute);
}

/** The table of the week: for each day, the stretches of each state as `[from, to)`, in order. */
export function weekTable(rows) {
  return rows.map(({ date, bands }) => {
    const said = {};
    for (const { from, to, verdict } of bands) (said[verdict] ??= []).push([from, to]);
    return { date, said };
  });
}

const same = (a, b) => a.length === b.length && a.every((band, i) => band.from === b[i].from && band.to === b[i].to && band.verdict === b[i].verdict);

/** Runs of days with the same hours: `{first, last, bands}`. */
export function alike(rows) {
  const runs = [];
  for (const { date, bands } of rows) {
    const run = runs.at(-1);
    if (run && same(run.bands, bands)) run.last = date;
    else runs.push({ first: date, last: date, bands });
  }
  return runs;
}
