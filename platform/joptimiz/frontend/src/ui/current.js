/** The answer that holds now: the trip's when there is one, else the chosen zone's. */

import { tripAnswer, zoneAnswer } from "../answer.js";
import { store } from "../model.js";

const app = store.value;
const NONE = { verdict: null, zone: null };

export function current() {
  if (!app.place || !app.at) return NONE;
  const timezone = app.place.timezone;
  if (app.from && app.to) {
    if (!app.route) return NONE;
    return tripAnswer({ route: app.route, decisions: app.decisions, windows: app.hours, at: app.at, timezone, zones: app.zoneById });
  }
  if (!app.zoneById.has(app.zone)) return NONE;
  return zoneAnswer({ id: app.zone, decision: app.decisions.get(app.zone), intervals: app.hours.get(app.zone), at: app.at, timezone });
}
