/** What comes after the verdict: the reasons in full, and when it is a refusal, the changes that would lift it. */

import { ask } from "./api.js";
import { caseOf, subject } from "./case.js";
import { rfc3339 } from "./clock.js";
import { following } from "./follow.js";
import { gravity } from "./verdicts.js";
import { arrival, hasStreets, isTrip, profile, question, routeStops, store, verdictOf } from "./model.js";
import { partMissing } from "./missing.js";
import { optionsFor } from "./remedies.js";
import { candidates } from "./stops.js";
import { current } from "./ui/current.js";
import { factsOf } from "./vehicles.js";

const app = store.value;
/** How long remedies wait for the map to read its streets; without them, other stops are sought all around. */
const PATIENCE = 5_000;
let told;
const map = new Promise((resolve) => { told = resolve; });

/** The map, once it is there, tells the streets around a point: `async (point) => [{name, point}]`. */
export const useStreets = (tell) => told(tell);

const streetsAround = (point) => Promise.race([
  map.then((tell) => tell(point)), new Promise((resolve) => { setTimeout(resolve, hasStreets() ? PATIENCE : 0, []); }),
]);

const about = () => subject({ trip: isTrip(), route: app.route, answer: current(), zone: app.zoneById.has(app.zone) ? app.zone : null, place: Boolean(arrival()) });

/** The stops a case may be about: the route's own, or the place alone. */
const stops = () => (isTrip() ? routeStops() : [{ ...app.stops.at(-1), index: app.stops.length - 1 }]);

/** The case in question now, with the stop it is about; null while there is none. */
export function inQuestion() {
  const what = app.place && app.at ? about() : null;
  if (!what) return null;
  const asked = caseOf(what, { profile: profile(), at: rfc3339(app.place.timezone, app.at), slug: app.place.slug, stops: stops() });
  return { key: JSON.stringify(asked), asked, stop: stops()[what.stop] ?? null };
}

const askReasons = question("asked", async (signal, { key, asked }) => {
  const decision = await ask("/api/v1/decisions", { body: { ...asked, explain: "fr" }, signal });
  return { asked: { key, position: asked.position ?? null, decision } };
});

/** Zones that are not open to this vehicle now. */
const closed = () => app.zones.filter((zone) => gravity(verdictOf(zone.id)) >= gravity("unknown")).map((zone) => zone.geometry);

async function optionsOf({ stop }) {
  const point = stop?.position;
  return optionsFor({
    at: app.at, timezone: app.place.timezone, now: Date.now(), vehicle: app.vehicle, facts: factsOf(app),
    stops: point ? candidates(point, closed(), await streetsAround(point)) : [],
  });
}

const askRemedies = question("remedies", async (signal, it) => {
  const answer = await ask("/api/v1/remedies", { body: { ...it.asked, options: await optionsOf(it) }, signal });
  return { remedies: { key: it.key, ...answer } };
});

const followReasons = following(120, askReasons);
const followRemedies = following(350, askRemedies);

/** Is there something a change could mend? A fact that is missing is asked for instead. */
export function refused() {
  const { verdict, missing } = current();
  if (verdict !== "unknown") return verdict === "forbidden";
  return !partMissing(missing, app.rights, app.place).asked.length && !missing.some(({ need }) => need === "rulebook");
}

function consider() {
  const it = inQuestion();
  followReasons(it);
  followRemedies(it && refused() ? it : null);
}

/** Asks again for what failed. */
export function retryHelp() {
  followReasons.again();
  followRemedies.again();
  consider();
}

export function startHelp() {
  store.on(["place", "zones", "decisions", "route", "zone", "stops", "at", "vehicle", "facts", "activity", "rights", "asked"], consider);
}
