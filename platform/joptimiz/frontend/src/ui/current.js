/** The answer that holds now: the trip's when there is one, else the chosen zone's, else the chosen point's. */

import { pointDecision, tripAnswer, zoneAnswer } from "../answer.js";
import { sameTrip } from "../itinerary.js";
import { arrival, focusZone, isTrip, routeStops, store, weekStart, zonesAt } from "../model.js";
import { together } from "../bands.js";
import { dateOf } from "../clock.js";
import { weekAsked } from "../planner.js";
import { zoneName } from "../sentences.js";
import { FOR_THIS, WHOLE_TRIP } from "../trip-words.js";
import { weekRows } from "../week.js";
import { AT_ARRIVAL, AT_PLACE } from "../words.js";

const app = store.value;
const NONE = { verdict: null, headline: "", zone: null, missing: [], obligations: [], readings: [], rough: [] };

const hoursAt = (point) => zonesAt(point).map((zone) => app.hours.get(zone.id)).filter(Boolean);

function atPoint(timezone) {
  if (app.asked?.position?.join() !== arrival().join()) return NONE;
  const { zone, decision } = pointDecision(app.asked.decision);
  return zoneAnswer({ id: zone, zone: app.zoneById.get(zone), decision, intervals: together(hoursAt(arrival())), at: app.at, timezone });
}

export function current() {
  if (!app.place || !app.at) return NONE;
  const timezone = app.place.timezone;
  if (isTrip()) {
    if (!app.route) return NONE;
    return tripAnswer({ route: app.route, decisions: app.decisions, windows: app.hours, at: app.at, timezone, zones: app.zoneById,
      arrival: zonesAt(arrival()).map((zone) => zone.id) });
  }
  if (app.zoneById.has(app.zone)) {
    return zoneAnswer({ id: app.zone, zone: app.zoneById.get(app.zone), decision: app.decisions.get(app.zone), intervals: app.hours.get(app.zone), at: app.at, timezone });
  }
  return arrival() ? atPoint(timezone) : NONE;
}

const FACE = { forbidden: "refused", unknown: "doubtful" };

/** How a stop stands in the answer: "", "refused" or "doubtful"; what was answered of another trip says nothing of this one. */
export function stopState(index) {
  if (isTrip()) {
    if (!app.route || !sameTrip(app.route.asked, app.stops)) return "";
    const stop = app.route.stops?.[routeStops().findIndex((each) => each.index === index)];
    return stop?.served === false ? (FACE[stop.verdict] ?? "") : "";
  }
  const alone = index === app.stops.length - 1 && app.stops[index].position && !app.zoneById.has(app.zone);
  return alone ? (FACE[current().verdict] ?? "") : "";
}

/** Whose hours the ribbons draw, in instants: the trip's own, else the chosen zone's, the place's together, or the gravest zone's. */
function drawn() {
  const trip = weekAsked();
  if (trip && app.week?.key === trip.key && !app.zoneById.has(app.zone)) return { all: app.week.all, name: WHOLE_TRIP };
  const held = arrival() && !app.zoneById.has(app.zone) ? zonesAt(arrival()).filter((zone) => app.hours.has(zone.id)) : [];
  if (held.length) {
    const name = held.length > 1 ? (isTrip() ? AT_ARRIVAL : AT_PLACE) : zoneName(held[0]).name;
    return { all: together(held.map((zone) => app.hours.get(zone.id))), name: FOR_THIS(name) };
  }
  const zone = app.zoneById.get(focusZone(current().zone));
  return { all: app.hours.get(zone?.id) ?? NO_HOURS, name: zone ? FOR_THIS(zoneName(zone).name) : "" };
}

const NO_HOURS = [];
let rows = { key: null, week: [] };

/** The rows of a week, reckoned once: a finger on the slider asks for them at every move. */
function weekOfHours(all) {
  const key = [weekStart(), app.place.timezone, ...all.map(({ from, verdict }) => `${from}${verdict}`)].join();
  if (rows.key !== key) rows = { key, week: weekRows(all, app.place.timezone, weekStart()) };
  return rows.week;
}

/** What the ribbons draw: `{bands, week, name}`, the bands of the day, a row for each day of the week, whose hours they are. */
export function ribbon() {
  const { all, name } = drawn();
  const week = weekOfHours(all);
  return { bands: week.find(({ date }) => date === dateOf(app.at)).bands, week, name };
}
