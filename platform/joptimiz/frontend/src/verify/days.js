/** Local time from the table of the header, and whether a schedule holds then: true, false, or null when unknown. */

export const DAY = 86_400;
const EVE = "eve:";

export const any3 = (values) => (values.includes(true) ? true : values.includes(null) ? null : false);
export const all3 = (values) => (values.includes(false) ? false : values.includes(null) ? null : true);
export const not3 = (value) => (value === null ? null : !value);

/** The local day (counted from 1970) and minute at an instant in seconds; null where the table does not reach. */
export function localAt(offsets, at) {
  if (at < offsets[0][0] || at >= offsets.at(-1)[0]) return null;
  const [, offset] = offsets.findLast(([from]) => from <= at);
  const local = at + offset;
  const day = Math.floor(local / DAY);
  return { day, date: dateOf(day), minute: Math.floor((local - day * DAY) / 60) };
}

const dateOf = (day) => new Date(day * DAY * 1000).toISOString().slice(0, 10);
const dayOf = (date) => Math.round(Date.parse(`${date}T00:00:00Z`) / 1000 / DAY);

/** Sets of special days by name, public holidays among them: which days, and over which they are known. */
export function almanacOf(bundle) {
  const spans = (pairs = []) => pairs.map(([from, to]) => [dayOf(from), dayOf(to)]);
  const sets = new Map(
    Object.entries(bundle.days ?? {}).map(([name, set]) => [name, { held: spans(set.periods), known: spans(set.known) }]),
  );
  const dates = Object.keys(bundle.holidays?.dates ?? {});
  if (dates.length) {
    const years = [...new Set(dates.map((date) => Number(date.slice(0, 4))))];
    const known = years.map((year) => [dayOf(`${year}-01-01`), dayOf(`${year + 1}-01-01`)]);
    sets.set("public_holiday", { held: dates.map((date) => [dayOf(date), dayOf(date) + 1]), known });
  }
  return sets;
}

const within = (spans, day) => spans.some(([from, to]) => from <= day && day < to);

function isSpecial(almanac, name, day) {
  if (name.startsWith(EVE)) return isSpecial(almanac, name.slice(EVE.length), day + 1);
  const set = almanac.get(name);
  return set && within(set.known, day) ? within(set.held, day) : null;
}

/** Whether a day meets every test of a choice of days. */
function admits(almanac, days, day) {
  const weekday = (((day + 3) % 7) + 7) % 7;
  if (!days.weekdays?.includes(weekday)) return false;
  const [, month, date] = dateOf(day).split("-").map(Number);
  if (days.nth && !days.nth.some(([nth, which]) => which === weekday && isNth(nth, day, date))) return false;
  const place = month * 100 + date;
  const inSpan = ([from, to]) => (from < to ? from <= place && place < to : place >= from || place < to);
  if (days.spans && !days.spans.some(inSpan)) return false;
  const among = days.only ? any3(days.only.map((name) => isSpecial(almanac, name, day))) : true;
  const beside = any3((days.but ?? []).map((name) => isSpecial(almanac, name, day)));
  if (among === false || beside === true) return false;
  return among === null || beside === null ? null : true;
}

function isNth(nth, day, date) {
  if (nth < 0) return dateOf(day + 7).slice(5, 7) !== dateOf(day).slice(5, 7);
  return Math.floor((date + 6) / 7) === nth;
}

/** `[from, to)`; a night belongs to the day it starts. */
function inWindow(almanac, days, [from, to], { day, minute }) {
  if (from < to) return from <= minute && minute < to ? admits(almanac, days, day) : false;
  if (minute >= from) return admits(almanac, days, day);
  return minute < to ? admits(almanac, days, day - 1) : false;
}

/** Whether one of these blocks holds; without any, always. */
export function inSeason(almanac, schedule, now) {
  if (!schedule?.length) return true;
  return any3(schedule.flatMap((block) => block.windows.map((window) => inWindow(almanac, block.days, window, now))));
}

/** The sets of days that leave a schedule undecided. */
export function lackingDays(almanac, schedule, now) {
  const found = [];
  for (const { days, windows } of schedule ?? []) {
    for (const window of windows) {
      if (inWindow(almanac, days, window, now) !== null) continue;
      const [from, to] = window;
      const day = from > to && now.minute < to ? now.day - 1 : now.day;
      for (const name of [...(days.only ?? []), ...(days.but ?? [])]) {
        if (isSpecial(almanac, name, day) === null) found.push(name.replace(EVE, ""));
      }
    }
  }
  return found.map((name) => (name === "public_holiday" ? "public_holidays" : name));
}
