/** Wall clock of a territory. An instant is milliseconds since 1970; a wall time is « 2026-11-24T10:00 », without offset. */

const formats = new Map();

function format(timezone) {
  if (!formats.has(timezone)) {
    formats.set(timezone, new Intl.DateTimeFormat("en-GB", {
      timeZone: timezone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
      hour: "2-digit", minute: "2-digit", second: "2-digit",
    }));
  }
  return formats.get(timezone);
}

function parts(timezone, instant) {
  const found = {};
  for (const { type, value } of format(timezone).formatToParts(instant)) found[type] = value;
  return found;
}

/** What the clocks of the zone show at this instant. */
export function wallOf(timezone, instant) {
  const p = parts(timezone, instant);
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}

/** Milliseconds the zone is ahead of UTC at this instant. */
function offset(timezone, instant) {
  const p = parts(timezone, instant);
  return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(instant / 1000) * 1000;
}

/**
 * The instant at which the clocks show this wall time: the first one in the repeated hour of autumn; in the missing hour
 * of spring, the instant the old offset gives (02:30 becomes 03:30).
 */
export function instantOf(timezone, wall) {
  const naive = Date.parse(`${wall}Z`);
  const before = offset(timezone, naive - 86_400_000);
  const after = offset(timezone, naive + 86_400_000);
  const candidates = [naive - before, naive - after].filter((t) => wallOf(timezone, t) === wall);
  return candidates.length ? Math.min(...candidates) : naive - before;
}

/** RFC 3339 with the territory's own offset: « 2026-11-24T10:00:00+01:00 ». */
export function rfc3339(timezone, wall) {
  const instant = instantOf(timezone, wall);
  const minutes = Math.round(offset(timezone, instant) / 60_000);
  const size = Math.abs(minutes);
  const two = (n) => String(n).padStart(2, "0");
  const zone = `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${wallOf(timezone, instant)}:00${zone}`;
}

export const dateOf = (wall) => wall.slice(0, 10);

/** Minutes since midnight, as the clock shows them. */
export const minuteOf = (wall) => Number(wall.slice(11, 13)) * 60 + Number(wall.slice(14, 16));

export function withMinute(wall, minute) {
  const m = Math.max(0, Math.min(1439, minute));
  return `${dateOf(wall)}T${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`;
}

export const withDate = (wall, date) => `${date}T${wall.slice(11)}`;

export function addDays(date, days) {
  return new Date(Date.parse(`${date}T12:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The wall time now, at the last five minutes struck. */
export function nowWall(timezone, instant) {
  const wall = wallOf(timezone, instant);
  const minute = minuteOf(wall);
  return withMinute(wall, minute - (minute % 5));
}

/** Is this text a real wall time (the 30th of February is not)? */
export function isWall(text) {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return false;
  const instant = Date.parse(`${text}Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().slice(0, 16) === text;
}
