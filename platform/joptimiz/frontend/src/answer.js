/** What the panel answers, computed from what the API said: pure, so that it is tested without a page. */

import { nextChange, nextOpening, together } from "./bands.js";
import { dateOf, instantOf, minuteOf, wallOf } from "./clock.js";
import { difference, distance, duration, hour, NB, sentence, spaced } from "./french.js";
import { named } from "./missing.js";
import { because, change, detour, headline, length, missing, moment } from "./sentences.js";
import { NOT_PROVED } from "./trip-words.js";
import { gravest, gravity } from "./verdicts.js";
import { NOTHING_AGAINST, NO_ROUTE } from "./words.js";

const EMPTY = {
  verdict: null, headline: "", sentences: [], reason: null, change: null, remedy: null, zone: null, missing: [], obligations: [], readings: [], rough: [],
};

/** The answer for one zone, as the list and the panel say it. */
export function zoneAnswer({ id, decision, intervals, at, timezone, zone }) {
  if (!decision) return { ...EMPTY, zone: id };
  const next = intervals ? nextChange(intervals, instantOf(timezone, at)) : null;
  return {
    ...EMPTY,
    verdict: decision.verdict,
    headline: headline(decision.verdict, at, next ? wallOf(timezone, next.at) : null),
    sentences: [placed(because(decision), zone)],
    reason: decision.reasons?.[0] ?? null,
    change: change(decision.verdict, next, at, timezone),
    missing: named(decision.needs ?? [], decision.missing),
    obligations: decision.verdict === "conditional" ? (decision.obligations ?? []) : [],
    readings: decision.readings ?? [],
    rough: decision.rough ?? [],
    zone: id,
  };
}

/**
 * The answer at a point: its zones taken together, in the shape of one zone's decision, with the gravest zone's id.
 * `rough` are the ids of the zones whose outline, beside the point, is only approximate.
 */
export function pointDecision(decision) {
  const zones = [...(decision.zones ?? [])].sort((a, b) => gravity(b.verdict) - gravity(a.verdict));
  return {
    zone: zones[0]?.zone ?? null,
    decision: {
      ...decision, reasons: zones.flatMap((zone) => zone.reasons ?? []), readings: zones.flatMap((zone) => zone.readings ?? []),
      rough: [...zones.filter((zone) => zone.approximate), ...(decision.nearby ?? [])].map((zone) => zone.zone),
    },
  };
}

/** The gravest part of a trip: a stop, or a zone it crosses. */
function deciding(route) {
  const stops = route.stops ?? [];
  const crossed = route.feasible ? (route.zones_crossed ?? []) : [];
  const verdict = gravest([...stops, ...crossed].map((part) => part.verdict)) ?? "allowed";
  const stop = stops.findLast((s) => s.verdict === verdict && (s.reasons?.length || s.needs?.length));
  return { verdict, stop, zone: stop ? null : crossed.find((z) => z.verdict === verdict) };
}

/** The zone a stop's reason speaks of, found among the decisions by the rule that founds it. */
function zoneOf(reasons, decisions) {
  for (const reason of reasons ?? []) {
    if (reason.zone) return reason.zone;
    for (const [id, decision] of decisions) if (decision.reasons?.some((r) => r.rule === reason.rule)) return id;
  }
  return null;
}

function departure(wall, verdict, at, timezone) {
  const delay = (instantOf(timezone, wall) - instantOf(timezone, at)) / 1000;
  const label = `Partir ${dateOf(wall) === dateOf(at) ? `à${NB}${hour(minuteOf(wall))}` : moment(wall, at)}`;
  return { cost: difference(delay, duration), button: label, wall, verdict };
}

/** The hour at which the trip opens, as far as its calculation and the hours tell. */
function remedyOf(verdict, route, intervals, at, timezone) {
  if (verdict !== "forbidden" && verdict !== "unknown") return null;
  const opening = route.next_departure ? { at: Date.parse(route.next_departure) } : nextOpening(intervals, instantOf(timezone, at));
  return opening && opening.at > instantOf(timezone, at) ? departure(wallOf(timezone, opening.at), opening.verdict ?? "allowed", at, timezone) : null;
}

/** No street leads there, or a point lies off the map: the router's own words. */
function unreachable(route) {
  return { ...EMPTY, headline: NO_ROUTE, sentences: whys(route) };
}

const whys = (route) => (route.why ?? []).map((w) => [w.title, w.detail].filter(Boolean).map((t) => sentence(spaced(t))).join(" "));

/** « Zone évitée : ZTL Vieux-Pont, + 640 m, + 2 min. » */
function remarks(route, zones) {
  return (route.zones_avoided ?? []).map((zone) => {
    const name = spaced(zones.get(zone.zone)?.name ?? zone.name ?? zone.zone);
    return sentence(`Zone évitée${NB}: ${[name, ...detour(zone)].join(", ")}`);
  });
}

/**
 * The answer for a trip that was calculated. `arrival` holds the ids of the zones of the last stop: their hours, taken
 * together, say when this answer changes.
 */
export function tripAnswer({ route, decisions, windows, at, timezone, zones, arrival }) {
  const { verdict, stop, zone } = deciding(route);
  if (!route.feasible && verdict !== "forbidden" && verdict !== "unknown") return unreachable(route);
  const id = zone?.zone ?? zoneOf(stop?.reasons, decisions);
  const known = decisions.get(id);
  const reason = stop?.reasons?.[0] ?? (known?.verdict === verdict ? known.reasons?.[0] : null) ?? reasonOf(zone);
  const needs = stop?.needs ?? zone?.needs ?? [];
  const lacking = named(needs, known?.missing);
  const intervals = together(arrival.map((a) => windows.get(a)).filter(Boolean));
  const next = nextChange(intervals, instantOf(timezone, at));
  const sentences = [];
  if (route.feasible) sentences.push(`Arrivée à ${hour(minuteOf(wallOf(timezone, Date.parse(route.stops.at(-1).arrive_at))))}, ${length(route)}.`);
  if (needs.length) sentences.push(missing(needs, lacking));
  if (reason?.message) sentences.push(placed(reason.message, zones.get(id)));
  if (route.feasible) sentences.push(...remarks(route, zones), ...whys(route));
  if (route.feasible && route.unverified && !route.why?.length) sentences.push(NOT_PROVED);
  else if (route.geometry && stop?.snapped_m > 0) sentences.push(lastPoint(stop));
  if (route.feasible && !reason && !needs.length && verdict === "allowed") sentences.push(NOTHING_AGAINST);
  return {
    ...EMPTY, verdict, headline: headline(verdict, at), sentences, reason, zone: id, missing: lacking,
    change: change(verdict, next, at, timezone),
    remedy: remedyOf(verdict, route, intervals, at, timezone),
    obligations: verdict === "conditional" ? dutiesOf(route, decisions, arrival) : [],
    readings: known?.verdict === verdict ? (known.readings ?? []) : [],
  };
}

/** The duties of the zones a lawful trip crosses or stops in. */
function dutiesOf(route, decisions, arrival) {
  const crossed = (route.zones_crossed ?? []).filter((zone) => zone.verdict === "conditional").map((zone) => zone.zone);
  return [...new Set([...arrival, ...crossed])].flatMap((id) => {
    const decision = decisions.get(id);
    return decision?.verdict === "conditional" ? (decision.obligations ?? []) : [];
  });
}

const reasonOf = (zone) => (zone?.rule ? { rule: zone.rule, order: zone.order, article: zone.article, message: zone.message } : null);

/** The reason with the name of its zone before it, unless it already says it. */
function placed(message, zone) {
  const text = sentence(spaced(message));
  return !zone || text.includes(zone.name) ? text : `${sentence(spaced(zone.name))} ${text}`;
}

/** Where the way drawn on the map ends when the arrival may not be served. */
const lastPoint = (stop) => (stop.handover ? sentence(spaced(stop.handover.message)) : `Le trajet tracé s’arrête au dernier point permis, à ${distance(stop.snapped_m)} de l’arrivée.`);

const instant = (text, otherwise) => (text ? Date.parse(text) : otherwise);

/**
 * The stations of a trip in the order they are met: its stops with their rank among the route's, zones crossed, and zones
 * avoided where the shortest way would have entered them, else before the last stop.
 */
export function stations(route) {
  const stops = route.stops ?? [];
  const ends = (rank) => (rank === 0 ? "from" : rank === stops.length - 1 ? "to" : "via");
  const zones = [
    ...(route.zones_crossed ?? []).map((zone) => ({ kind: "crossed", zone, at: instant(zone.enter_at, 0) })),
    ...(route.zones_avoided ?? []).map((zone) => ({ kind: "avoided", zone, at: instant(zone.would_enter_at, Infinity) })),
  ].sort((a, b) => (a.at === b.at ? 0 : a.at - b.at));
  return stops.flatMap((stop, rank) => {
    const met = rank === 0 ? [] : zones.splice(0, zones.filter((zone) => rank === stops.length - 1 || zone.at < instant(stop.arrive_at, 0)).length);
    return [...met, { kind: ends(rank), stop, rank }];
  });
}
