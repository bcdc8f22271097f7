/** The changes that would make a refusal lawful: what to ask the server for, and how each of its answers is shown. */

import { dateOf, instantOf, minuteOf, wallOf } from "./clock.js";
import { difference, distance, duration, hour, listed, NB, sentence, spaced } from "./french.js";
import { metresBetween } from "./geometry.js";
import { placed } from "./itinerary.js";
import { bareName, withRight } from "./rights.js";
import { moment } from "./sentences.js";
import { loadOf, OWN, PRESETS } from "./vehicles.js";
import { TAKE, WALK } from "./words.js";

const BEFORE = 12;
const AFTER = 168;
const MOST = 24;
/** Of each kind only the first few are shown: eight places to stop are not eight ways out. */
const SHOWN_OF_A_KIND = 2;
const HOUR = 3_600_000;
const FIVE_MINUTES = 300_000;
const WALKED_IN_A_MINUTE = 75;

/** What may be changed. Nobody is sent back in time: hours before `now` are not asked for, unless the question is past already. Another vehicle carries the same load. */
export function optionsFor({ at, timezone, now, vehicle, facts, stops }) {
  const left = (instantOf(timezone, at) - now) / HOUR;
  return {
    hours_before: left < 0 ? BEFORE : Math.min(BEFORE, Math.floor(left)), hours_after: AFTER, rights: true, most: MOST,
    vehicles: Object.entries(PRESETS).filter(([id]) => id !== vehicle).map(([, preset]) => ({ label: preset.taken, vehicle: { ...preset.facts, ...loadOf(facts) } })),
    stops: stops.map(({ label, position, metres }) => ({ label, position, minutes: Math.ceil(metres / WALKED_IN_A_MINUTE) })),
  };
}

/**
 * When to leave so that the trip arrives while its end is open: the hour itself when it comes later; an earlier one is
 * the last open minute, so the way there is taken off it. Null when that is not known to be open all along.
 */
function departure(instant, { at, timezone, trip, lasts, openAt }) {
  if (!trip || instant >= instantOf(timezone, at)) return instant;
  const leave = Math.floor((instant - lasts * 1000) / FIVE_MINUTES) * FIVE_MINUTES;
  return Number.isFinite(leave) && openAt(leave) && openAt(instant) ? leave : null;
}

function time(remedy, asked) {
  const { at, timezone, trip } = asked;
  const instant = departure(Date.parse(remedy.at), asked);
  if (instant === null) return null;
  const wall = wallOf(timezone, instant);
  const button = `${trip ? "Partir" : "Venir"} ${dateOf(wall) === dateOf(at) ? `à${NB}${hour(minuteOf(wall))}` : moment(wall, at)}`;
  const delay = (instant - instantOf(timezone, at)) / 1000;
  return { title: delay < 0 ? `${button} au plus tard` : button, button, cost: difference(delay, duration), patch: { at: wall } };
}

/** A ready-made vehicle; with a load that is told, one's own. */
const loaded = (id, load) => (load.dangerous_goods ? { vehicle: OWN, facts: { ...PRESETS[id].facts, ...load } } : { vehicle: id });

function vehicle(remedy, { facts }) {
  const [id] = Object.entries(PRESETS).find(([, preset]) => preset.taken === remedy.label) ?? [];
  return { title: `Prendre ${spaced(remedy.label)}`, button: TAKE.vehicle, cost: null, patch: id ? loaded(id, loadOf(facts)) : null };
}

function stop(remedy, { stops, stop: asked }) {
  return { title: `S’arrêter ${spaced(remedy.label)}`, button: TAKE.stop, cost: `${distance(metresBetween(asked.position, remedy.position))} ${WALK}`,
    patch: { stops: placed(stops, asked.index, remedy.position), zone: null } };
}

/** The rights held with those of the remedy; null when one is another territory's, whose rights are not asked here. */
function withRights(remedy, { place, rights }) {
  const here = new Set((place.rights ?? []).map((right) => right.kind));
  if (!remedy.rights.length || remedy.rights.some((right) => right.territory !== place.slug || !here.has(right.kind))) return null;
  return { rights: remedy.rights.reduce((held, right) => withRight(held, right.kind, true), rights) };
}

/** Held without request, by who one is: told, but not what one would first do. */
const ofStatus = (remedy) => remedy.kind === "right" && remedy.rights.every((each) => each.decided_by === "automatic");

function right(remedy, asked) {
  const button = ofStatus(remedy) ? TAKE.status : remedy.rights.length > 1 ? TAKE.rights : TAKE.right;
  return { title: spaced(bareName(listed(remedy.rights.map(({ name }) => name)))), button, short: ofStatus(remedy) ? TAKE.status : TAKE.short, cost: null, patch: withRights(remedy, asked) };
}

/** An hour and rights together; neither alone would do. */
function timeAndRight(remedy, asked) {
  const [when, held] = [time(remedy, asked), right(remedy, asked)];
  return when && { ...when, title: `${when.title}, avec ${spaced(listed(remedy.rights.map(({ name }) => name)))}`, patch: held.patch && { ...held.patch, ...when.patch } };
}

const SHOWN = { time, vehicle, stop, right, time_right: timeAndRight };
const SPEAKS = new Set(["right", "time_right"]);

/**
 * One remedy as it is shown: `{kind, verdict, title, text, cost, button, patch}`; null when it cannot be kept. `patch` is
 * what taking it changes in the question; null when this page cannot take it.
 */
function remedyView(remedy, asked) {
  const shown = SHOWN[remedy.kind]?.(remedy, asked);
  // The title says all of a plain change; conditions and rights take the server's sentence.
  const text = remedy.verdict === "conditional" || SPEAKS.has(remedy.kind) ? sentence(spaced(remedy.message)) : "";
  return shown ? { kind: ofStatus(remedy) ? "status" : remedy.kind, verdict: remedy.verdict, text, ...shown } : null;
}

/**
 * The server's answer as the panel shows it: the remedies in its order, statuses last, or the sentence that says nothing helps.
 * `asked` is the question: `{at, timezone, trip, lasts, openAt, stops, stop, place, rights, facts}`, where `lasts` is the length
 * of the trip in seconds and `openAt(instant)` tells whether its end is known to be open.
 */
export function remediesView(answer, asked) {
  const views = (answer?.remedies ?? []).map((remedy) => remedyView(remedy, asked)).filter(Boolean);
  const all = [...views.filter(({ kind }) => kind !== "status"), ...views.filter(({ kind }) => kind === "status")];
  const found = all.filter(({ kind }, i) => all.slice(0, i).filter((earlier) => earlier.kind === kind).length < SHOWN_OF_A_KIND);
  return { found, none: answer?.none ? sentence(spaced(answer.none)) : null };
}
