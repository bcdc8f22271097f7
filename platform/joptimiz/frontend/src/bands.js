/** From a zone's windows to the bands of one day, to the verdict at a minute and to the next change. */

import { addDays, instantOf, minuteOf, wallOf } from "./clock.js";
import { gravest, VERDICTS } from "./verdicts.js";

/** One zone of `POST /windows`, as `{from, to, verdict}` in instants, in order of time. */
export function intervals(zone) {
  const all = [];
  for (const verdict of VERDICTS) {
    for (const [from, to] of zone[verdict] ?? []) all.push({ from: Date.parse(from), to: Date.parse(to), verdict });
  }
  return all.sort((a, b) => a.from - b.from);
}

/** Several zones taken together: at each instant the gravest of their verdicts. */
export function together(zones) {
  if (zones.length < 2) return zones[0] ?? [];
  const edges = [...new Set(zones.flat().flatMap((i) => [i.from, i.to]))].sort((a, b) => a - b);
  const joined = [];
  for (let i = 1; i < edges.length; i++) {
    const [from, to] = [edges[i - 1], edges[i]];
    const verdict = gravest(zones.map((all) => all.find((j) => j.from <= from && to <= j.to)?.verdict));
    const last = joined.at(-1);
    if (last && last.verdict === verdict && last.to === from) last.to = to;
    else if (verdict) joined.push({ from, to, verdict });
  }
  return joined;
}

const MINUTE = 60_000;

/** The first whole minute from this instant that a wall time names: the hour autumn repeats is named the first time only. */
function firstShown(timezone, instant) {
  let shown = Math.ceil(instant / MINUTE) * MINUTE;
  while (instantOf(timezone, wallOf(timezone, shown)) !== shown) shown += MINUTE;
  return shown;
}

/**
 * The bands of a day in minutes of its wall clock, `[from, to)`, touching ones of one verdict joined. A minute belongs to
 * what holds when it starts; in the hour that autumn repeats, to what holds the first time.
 */
export function bandsOfDay(all, timezone, date) {
  const start = instantOf(timezone, `${date}T00:00`);
  const end = instantOf(timezone, `${addDays(date, 1)}T00:00`);
  const minute = (instant) => {
    const shown = firstShown(timezone, instant);
    return shown >= end ? 1440 : instant <= start ? 0 : minuteOf(wallOf(timezone, shown));
  };
  const bands = [];
  for (const { from, to, verdict } of all) {
    if (to <= start || from >= end) continue;
    const band = { from: minute(from), to: minute(to), verdict };
    const last = bands.at(-1);
    if (last && last.verdict === verdict && last.to >= band.from) last.to = Math.max(last.to, band.to);
    else if (band.to > band.from) bands.push(band);
  }
  return bands;
}

/** The verdict that holds at this minute of the day; null when nothing is known of it. */
export function verdictAt(bands, minute) {
  return bands.find((band) => band.from <= minute && minute < band.to)?.verdict ?? null;
}

/** The next instant at which the verdict is another one: `{at, verdict}`, or null within what is known. */
export function nextChange(all, instant) {
  const here = all.findIndex((i) => i.from <= instant && instant < i.to);
  if (here < 0) return null;
  const change = all.slice(here + 1).find((i) => i.verdict !== all[here].verdict);
  return change ? { at: change.from, verdict: change.verdict } : null;
}

/** The next instant at which this zone opens (allowed or conditional), or null. */
export function nextOpening(all, instant) {
  const open = all.find((i) => i.to > instant && (i.verdict === "allowed" || i.verdict === "conditional"));
  return open ? { at: Math.max(open.from, instant), verdict: open.verdict } : null;
}

/** The bands at which a verdict other than allowed holds, for the label of a zone. */
export const closedBands = (bands) => bands.filter((band) => band.verdict !== "allowed");

/** The wall times between which hours are asked: from midnight of this date, for so many days. */
export const horizon = (date, days) => ({ from: `${date}T00:00`, to: `${addDays(date, days)}T00:00` });
