/**
 * What a chosen vehicle may do, day by day: `<div data-week="…address…">` and `<div data-year="…address…">`. The address
 * is asked `{from, to, case}` and answers `{timezone, zones}`, each zone as `POST /windows` gives it. Inside an element with
 * `data-answer`, that answer is drawn and nothing is asked.
 */

import { bandsOfDay, intervals, together } from "../bands.js";
import { addDays, instantOf, rfc3339 } from "../clock.js";
import { h } from "../dom.js";
import { dayShort, NB } from "../french.js";
import { weekSentence } from "../trip-sentences.js";
import { drawBands, thinRibbon } from "../ui/ribbon.js";
import { alike, DAYS } from "../week.js";

const MONTH = new Intl.DateTimeFormat("fr-FR", { month: "long", timeZone: "UTC" });
const WEEKDAYS = ["l", "m", "m", "j", "v", "s", "d"];
const NOTHING = "Rien n’est calculé pour ces jours.";
const FAILED = "Le calcul n’a pas abouti. Les jours reviendront à la prochaine modification.";

/** The days of one month, `{date, bands}` each. */
export function monthRows(all, timezone, month) {
  const first = `${month}-01`;
  const next = month.endsWith("-12") ? `${Number(month.slice(0, 4)) + 1}-01-01` : `${month.slice(0, 5)}${String(Number(month.slice(5)) + 1).padStart(2, "0")}-01`;
  const [start, end] = [instantOf(timezone, `${first}T00:00`), instantOf(timezone, `${next}T00:00`)];
  const near = all.filter(({ from, to }) => to > start && from < end);
  const rows = [];
  for (let date = first; date < next; date = addDays(date, 1)) rows.push({ date, bands: bandsOfDay(near, timezone, date) });
  return rows;
}

/** How many days of its week come before a date: a Monday has none. */
export const lead = (date) => (new Date(`${date}T12:00Z`).getUTCDay() + 6) % 7;

/** The next twelve months, this one first. */
export const monthsFrom = (date) => Array.from({ length: 12 }, (_, n) => {
  const month = Number(date.slice(5, 7)) - 1 + n;
  return `${Number(date.slice(0, 4)) + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
});

const intervalsOf = (answer) => together(answer.zones.map(intervals));

export function drawWeek(element, answer, start) {
  const all = intervalsOf(answer);
  const rows = Array.from({ length: DAYS }, (_, n) => addDays(start, n)).map((date) => ({ date, bands: bandsOfDay(all, answer.timezone, date) }));
  if (!rows.some(({ bands }) => bands.length)) return void element.replaceChildren(h("p", { class: "muted" }, NOTHING));
  const drawn = rows.map(({ date, bands }) => h("div", { class: "day" }, h("span", {}, dayShort(date)), thinRibbon(bands, null)));
  const hours = h("div", { class: "ticks", "aria-hidden": "true" }, [0, 6, 12, 18, 24].map((hour) => h("i", {}, String(hour))));
  [...hours.children].forEach((tick, n) => { tick.style.left = `${25 * n}%`; });
  return void element.replaceChildren(h("div", { class: "desk-week" }, drawn, h("div", { class: "day" }, h("span"), hours)));
}

function month(all, timezone, name) {
  const rows = monthRows(all, timezone, name);
  const cells = rows.map(({ date, bands }) => {
    const cell = h("div", { class: "bands", title: dayShort(date) });
    drawBands(cell, bands);
    return cell;
  });
  cells[0].style.gridColumnStart = lead(rows[0].date) + 1;
  const title = `${MONTH.format(new Date(`${name}-15T12:00Z`))}${NB}${name.slice(0, 4)}`;
  const letters = h("div", { class: "letters", "aria-hidden": "true" }, WEEKDAYS.map((letter) => h("span", {}, letter)));
  return h("section", {}, h("h3", {}, title), letters, h("div", { class: "days", role: "img", "aria-label": weekSentence(alike(rows)) || NOTHING }, cells));
}

export function drawYear(element, answer, start) {
  const all = intervalsOf(answer);
  element.replaceChildren(h("div", { class: "desk-year" }, monthsFrom(start).map((name) => month(all, answer.timezone, name))));
}

/** Asks and draws; a refusal is said where the days would be. */
export async function renew(element) {
  const { week, year, today, timezone = "Europe/Paris" } = element.dataset;
  const start = week !== undefined ? today : `${today.slice(0, 7)}-01`;
  const end = week !== undefined ? addDays(today, DAYS) : `${Number(start.slice(0, 4)) + 1}${start.slice(4)}`;
  const kept = element.closest("[data-answer]");
  if (kept) return void (element.dataset.week === undefined ? drawYear : drawWeek)(element, JSON.parse(kept.dataset.answer), start);
  const body = { from: rfc3339(timezone, `${start}T00:00`), to: rfc3339(timezone, `${end}T00:00`), case: JSON.parse(element.dataset.case ?? "{}") };
  try {
    const response = await fetch(week ?? year, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(String(response.status));
    (week === undefined ? drawYear : drawWeek)(element, await response.json(), start);
  } catch {
    element.replaceChildren(h("p", { class: "muted" }, FAILED));
  }
}

/** Every calendar of the page. */
export const renewAll = () => Promise.all([...document.querySelectorAll("[data-week], [data-year]")].map(renew));
