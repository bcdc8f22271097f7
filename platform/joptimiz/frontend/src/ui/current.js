/** The answer that holds now: the trip's when there is one, else the chosen zone's. */

import { tripAnswer, zoneAnswer } from "../answer.js";
import { focusZone, store, zonesAt } from "../model.js";
import { bandsOfDay, together } from "../bands.js";
import { dateOf } from "../clock.js";
import { zoneName } from "../sentences.js";
import { AT_ARRIVAL } from "../words.js";

const app = store.value;
const NONE = { verdict: null, zone: null };

export function current() {
  if (!app.place || !app.at) return NONE;
  const timezone = app.place.timezone;
  if (app.from && app.to) {
    if (!app.route) return NONE;
    return tripAnswer({ route: app.route, decisions: app.decisions, windows: app.hours, at: app.at, timezone, zones: app.zoneById,
      arrival: zonesAt(app.to).map((zone) => zone.id) });
  }
  if (!app.zoneById.has(app.zone)) return NONE;
  return zoneAnswer({ id: app.zone, decision: app.decisions.get(app.zone), intervals: app.hours.get(app.zone), at: app.at, timezone });
}

/** What the ribbon draws: the chosen zone, else the arrival's zones together, else the zone that decides or the gravest. */
export function ribbon() {
  const held = app.from && app.to && !app.zoneById.has(app.zone) ? zonesAt(app.to).filter((zone) => app.hours.has(zone.id)) : [];
  if (held.length) {
    const all = together(held.map((zone) => app.hours.get(zone.id)));
    return { bands: bandsOfDay(all, app.place.timezone, dateOf(app.at)), name: held.length > 1 ? AT_ARRIVAL : zoneName(held[0]).name };
  }
  const zone = app.zoneById.get(focusZone(current().zone));
  return { bands: app.bands.get(zone?.id) ?? [], name: zone ? zoneName(zone).name : "" };
}
