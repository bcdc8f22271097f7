/** The answer that holds now: the trip's when there is one, else the chosen zone's, else the chosen point's. */

import { pointDecision, tripAnswer, zoneAnswer } from "../answer.js";
import { arrival, focusZone, isTrip, routeStops, store, zonesAt } from "../model.js";
import { bandsOfDay, together } from "../bands.js";
import { dateOf } from "../clock.js";
import { zoneName } from "../sentences.js";
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

/** How a stop stands in the answer: "", "refused" or "doubtful". */
export function stopState(index) {
  if (isTrip()) {
    const stop = app.route?.stops?.[routeStops().findIndex((each) => each.index === index)];
    return stop?.served === false ? (FACE[stop.verdict] ?? "") : "";
  }
  const alone = index === app.stops.length - 1 && app.stops[index].position && !app.zoneById.has(app.zone);
  return alone ? (FACE[current().verdict] ?? "") : "";
}

/** What the ribbon draws: the chosen zone, else the zones of the place together, else the zone that decides or the gravest. */
export function ribbon() {
  const held = arrival() && !app.zoneById.has(app.zone) ? zonesAt(arrival()).filter((zone) => app.hours.has(zone.id)) : [];
  if (held.length) {
    const all = together(held.map((zone) => app.hours.get(zone.id)));
    return { bands: bandsOfDay(all, app.place.timezone, dateOf(app.at)), name: held.length > 1 ? (isTrip() ? AT_ARRIVAL : AT_PLACE) : zoneName(held[0]).name };
  }
  const zone = app.zoneById.get(focusZone(current().zone));
  return { bands: app.bands.get(zone?.id) ?? [], name: zone ? zoneName(zone).name : "" };
}
