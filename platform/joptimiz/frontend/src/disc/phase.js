/** The phases of a disc, at an instant: pure, so that they are tested without a page. Instants are in milliseconds. */

import { NB, hour } from "../french.js";
import { minuteOf, wallOf } from "../clock.js";

export const SOON = 300_000;
/** How long before its end a disc that was not taken back ends by itself, after the end. */
export const GRACE = 900_000;
const DAY = 86_400_000;

const instant = (text) => (text ? Date.parse(text) : null);

/** `open`: no limit is known; `waiting`: the time does not count yet; then `running`, `soon`, `over`; `ended`. */
export function phaseOf(stay, now) {
  if (stay.ended_at) return "ended";
  const [from, due] = [instant(stay.regulated_from), instant(stay.due_at)];
  if (from !== null && now < from) return "waiting";
  if (due === null) return "open";
  if (now >= due) return "over";
  return due - now <= SOON ? "soon" : "running";
}

/** « 22:48 », « 1:05:00 ». */
export function counted(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** `{text, under, part}`: the figure of the dial, the word below it, and how much of the ring is drawn, from 0 to 1. */
export function dialOf(stay, now) {
  const phase = phaseOf(stay, now);
  const [begun, from, due] = [instant(stay.starts_at), instant(stay.regulated_from), instant(stay.due_at)];
  switch (phase) {
    case "waiting": return { phase, text: counted(from - now), under: "avant le début", part: 0 };
    case "open": return { phase, text: counted(now - begun), under: "sur place", part: 1 };
    case "over": return { phase, text: `+${counted(now - due)}`, under: "de dépassement", part: 1 };
    case "ended": return { phase, text: counted(instant(stay.ended_at) - begun), under: "sur place", part: 0 };
    default: return { phase, text: counted(due - now), under: "restantes", part: (due - now) / Math.max(1, due - Math.max(begun, from ?? begun)) };
  }
}

/** « 10 h 52 », by the clock of the territory; another day is named. */
export function clockOf(timezone, at, now) {
  const said = hour(minuteOf(wallOf(timezone, at)));
  if (wallOf(timezone, at).slice(0, 10) === wallOf(timezone, now).slice(0, 10)) return said;
  if (wallOf(timezone, at).slice(0, 10) === wallOf(timezone, now + DAY).slice(0, 10)) return `${said} demain`;
  return `${said} le ${new Intl.DateTimeFormat("fr-FR", { timeZone: timezone, day: "numeric", month: "short" }).format(at).replace(" ", NB)}`;
}

/** A disc as the phone makes it, before the server answers: what the bay’s conditions say, else no end. */
export function madeHere({ id, bay, vehicle, at, position, means }) {
  const { stay_min: minutes = null, regulated_from: from = null } = bay?.conditions ?? {};
  const begins = Math.max(at, instant(from) ?? at);
  return {
    id, territory: bay?.territory ?? null, bay, vehicle, means, position, starts_at: new Date(at).toISOString(), place: null,
    regulated_from: from, due_at: minutes ? new Date(begins + minutes * 60_000).toISOString() : null,
    extendable_min: 0, conditions: bay?.conditions ?? null, sentence: "", sent: false, ended_at: null,
  };
}
