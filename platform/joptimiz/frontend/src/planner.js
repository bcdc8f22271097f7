/** What a planner asks once there is a trip: the hours of its week, other ways of making it, and its files. */

import { ask, askFile } from "./api.js";
import { horizon } from "./bands.js";
import { rfc3339 } from "./clock.js";
import { following } from "./follow.js";
import { isTrip, question, routeBody, store, weekStart } from "./model.js";
import { DAYS, tripIntervals } from "./week.js";

const app = store.value;

/** Something to ask, told apart by its key; null while there is no trip. */
const about = (body) => ({ key: JSON.stringify(body), body });

/** The departures of the week shown, for this trip as it stands but for its hour. */
export function weekAsked() {
  if (!app.place || !app.at || !isTrip()) return null;
  const { from, to } = horizon(weekStart(), DAYS);
  const instant = (wall) => rfc3339(app.place.timezone, wall);
  return about({ ...routeBody(), depart_at: undefined, from: instant(from), to: instant(to) });
}

/** The other ways of this very trip: compared once its own answer is there. */
export const waysAsked = () => (app.place && app.at && isTrip() && app.route && !app.trouble.route ? about(routeBody()) : null);

const askWeek = question("week", async (signal, { key, body }) => (
  { week: { key, all: tripIntervals(await ask("/api/v1/routes/hours", { body, signal })) } }));

const askWays = question("ways", async (signal, { key, body }) => (
  { ways: { key, found: (await ask("/api/v1/routes/alternatives", { body, signal })).alternatives } }));

const followWeek = following(120, askWeek);
const followWays = following(900, askWays);

function consider() {
  followWeek(weekAsked());
  followWays(waysAsked());
}

/** Asks again for what failed. */
export function retryPlanner() {
  followWeek.again();
  followWays.again();
  consider();
}

/** Saves the trip as a file of this format, "gpx" or "geojson"; resolves to its name. */
export async function saveTrip(format) {
  const { blob, name } = await askFile(`/api/v1/routes/export/${format}`, { body: routeBody() });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name ?? `trajet.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return link.download;
}

export function startPlanner() {
  store.on(["place", "at", "stops", "vehicle", "facts", "activity", "rights", "route"], consider);
  store.on(["route"], () => store.set({ step: null, shown: null }));
}
