/** The page's questions and answers: what was asked (the address), what the API said, what is under way. */

import { FIRST, formatAddress, parseAddress } from "./address.js";
import { ask, latest, settled, Trouble } from "./api.js";
import { bandsOfDay, horizon, intervals, verdictAt } from "./bands.js";
import { dateOf, minuteOf, nowWall, rfc3339 } from "./clock.js";
import { holds, labelPoint } from "./geometry.js";
import { activityAt, emptyTrip, firstEmpty, placed, placeKey, ranked, sameTrip } from "./itinerary.js";
import { keep, keptRights, keptVehicle } from "./keep.js";
import { heldRights } from "./rights.js";
import { createStore } from "./store.js";
import { factsOf } from "./vehicles.js";
import { gravity } from "./verdicts.js";
import { weekOf } from "./week.js";

const ASKED = ["territory", "vehicle", "facts", "activity", "rights", "at", "stops", "zone", "view"];
/** What makes the question; the rest of the address is how it is looked at. */
const QUESTION = ASKED.filter((key) => key !== "view");
const PROFILE = ["vehicle", "facts", "activity", "rights", "holder"];
/** The week shown and the one after, so that the last day shown still tells what comes next. */
const HORIZON_DAYS = 15;

export const store = createStore({
  ...FIRST,
  // The vehicle of the fleet that was chosen: it stands for its rights, and never enters the address.
  holder: null,
  layers: new Map(),
  // The bays by number, the one that is looked at, whether what is known is told as it changes, and what the map shows of the ground.
  bays: new Map(), bay: null, told: null, looked: null,
  places: [], place: null, zones: [], zoneById: new Map(),
  hours: new Map(), bands: new Map(), decisions: new Map(), route: null, asked: null, remedies: null, undo: null, week: null, ways: null, shown: null, step: null,
  near: {}, stepsOpen: false, hoursOpen: false, explainOpen: false, aim: null, loading: {}, slow: {}, trouble: {}, stopped: false,
});
const app = store.value;

const state = () => Object.fromEntries(ASKED.map((key) => [key, app[key]]));
const timezone = () => app.place.timezone;
const local = () => rfc3339(timezone(), app.at);

/** Are the streets of this territory installed here? Without them there is no trip, only a place. */
export const hasStreets = () => Boolean(app.place?.basemap);

/** Where the trip starts and where it ends; null while that is not placed. */
export const departure = () => app.stops[0].position;
export const arrival = () => app.stops.at(-1).position;

/** Is a whole trip asked for? */
export const isTrip = () => Boolean(departure() && arrival() && hasStreets());

/** Who asks, as the API takes it. */
export const profile = () => ({ vehicle: factsOf(app), activity: app.activity, rights: heldRights(app.rights, app.place), ...(app.holder ? { holder: { vehicle: app.holder } } : {}) });

const slowly = new Map();
const SLOW_MS = 1000;

/** What is under way for over a second is told as slow: only then is a way to stop it worth a line. */
function watch(what, loading) {
  if (loading === slowly.has(what)) return;
  clearTimeout(slowly.get(what));
  slowly.delete(what);
  if (loading) slowly.set(what, setTimeout(() => store.set({ slow: { ...app.slow, [what]: true } }), SLOW_MS));
  else if (app.slow[what]) store.set({ slow: { ...app.slow, [what]: false } });
}

function note(what, loading, trouble = null) {
  watch(what, loading);
  store.set({ loading: { ...app.loading, [what]: loading }, trouble: { ...app.trouble, [what]: trouble } });
}

/** One kind of question: the newest wins, its troubles are kept under its name. */
export function question(what, work) {
  const run = latest(work);
  const start = async (...args) => {
    note(what, true);
    try {
      const patch = await run(...args);
      if (patch === undefined) return;
      store.set(patch);
      note(what, false);
    } catch (error) {
      note(what, false, error instanceof Trouble ? error : new Trouble("broken", { detail: String(error) }));
    }
  };
  start.stop = run.stop;
  return start;
}

const askZones = question("zones", async (signal) => {
  const { territories } = await ask("/api/v1/territories", { signal });
  const found = territories.find((t) => t.slug === app.territory) ?? territories.find((t) => t.basemap) ?? territories[0] ?? null;
  if (!found) return { places: [], place: null, zones: [] };
  const [place, collection] = await Promise.all(
    [`/api/v1/territories/${found.slug}`, `/api/v1/territories/${found.slug}/zones`].map((path) => ask(path, { signal })));
  const zones = collection.features.map((feature) => ({
    ...feature.properties, id: feature.properties.zone, geometry: feature.geometry, label: labelPoint(feature.geometry),
  }));
  zones.sort((a, b) => (b.label?.[1] ?? 0) - (a.label?.[1] ?? 0));
  return { places: territories, place, zones, zoneById: new Map(zones.map((zone) => [zone.id, zone])) };
});

const askHours = question("hours", async (signal) => {
  if (!app.zones.length) return { hours: new Map(), bands: new Map() };
  const { from, to } = horizon(weekStart(), HORIZON_DAYS);
  const body = {
    ...profile(), territory: app.place.slug, zones: app.zones.map((z) => z.id),
    from: rfc3339(timezone(), from), to: rfc3339(timezone(), to),
  };
  const answer = await ask("/api/v1/windows", { body, signal });
  const hours = new Map(answer.zones.map((zone) => [zone.zone, intervals(zone)]));
  return { hours, bands: bandsFor(hours) };
});

const askDecisions = question("decisions", async (signal) => {
  if (!app.zones.length) return { decisions: new Map() };
  const common = { ...profile(), territory: app.place.slug, at: local() };
  const cases = app.zones.map((zone) => ({ ...common, zone: zone.id }));
  const answer = await ask("/api/v1/decisions", { body: { cases }, signal });
  const decisions = new Map();
  answer.decisions.forEach((decision, i) => {
    const id = app.zones[i].id;
    const here = decision.zones?.find((z) => z.zone === id) ?? decision.zones?.[0] ?? {};
    if (decision.verdict) decisions.set(id, { needs: decision.needs ?? [], missing: decision.missing, ...here, verdict: decision.verdict });
  });
  return { decisions };
});

/** A stop as the API takes it; what is not known is left out. */
function stopBody({ position, stay, index }) {
  const activity = activityAt(app.stops, index, app.activity);
  return { position, ...(activity ? { activity } : {}), ...(stay ? { stay_min: stay } : {}) };
}

/** The trip as `POST /routes` takes it. */
export function routeBody() {
  const { activity, ...asking } = profile();
  return { territory: app.place.slug, ...asking, depart_at: local(), stops: ranked(app.stops).map(stopBody) };
}

/** The trip, with the stops that were asked for beside those that were answered: `route.asked[i]` is `route.stops[i]`. */
const askRoute = question("route", async (signal) => {
  if (!isTrip()) return { route: null };
  return { route: { ...(await ask("/api/v1/routes", { body: routeBody(), signal })), asked: ranked(app.stops) } };
});

function bandsFor(hours) {
  const date = dateOf(app.at);
  return new Map([...hours].map(([id, all]) => [id, bandsOfDay(all, timezone(), date)]));
}

const later = { hours: settled(60, askHours), decisions: settled(140, askDecisions), route: settled(220, askRoute) };

function waitFor(...whats) {
  const loading = { ...app.loading };
  for (const what of whats) {
    loading[what] = true;
    later[what]();
  }
  store.set({ loading });
}

function renew(changed, dayChanged) {
  if (!app.place) return;
  const vehicle = PROFILE.some((key) => changed.has(key));
  const trip = changed.has("trip");
  store.set({ stopped: false });
  if (vehicle || dayChanged) waitFor("hours");
  if (vehicle || changed.has("at")) waitFor("decisions");
  if (trip && !isTrip()) { askRoute.stop(); store.set({ route: null }); note("route", false); }
  else if ((vehicle || changed.has("at") || trip) && isTrip()) waitFor("route");
}

/** Asks another question, keeping the one there was so that `undo` brings it back. */
export function tryOut(patch) {
  const before = app.undo ?? Object.fromEntries(QUESTION.map((key) => [key, app[key]]));
  put(patch, { push: true });
  store.set({ undo: before });
}

export function undo() {
  if (app.undo) put(app.undo, { push: true });
}

/**
 * Changes what is asked; `push` makes a step of the browser's history, otherwise the step there is is rewritten. Another
 * question makes the one before a try out of reach.
 */
export function put(given, { push = false, write = true } = {}) {
  // Another vehicle, or one described otherwise, is no longer the one of the fleet.
  const patch = "facts" in given || "vehicle" in given ? { holder: null, ...given } : given;
  const changed = new Set(Object.keys(patch).filter((key) => JSON.stringify(app[key]) !== JSON.stringify(patch[key])));
  if (!changed.size) return;
  if (changed.has("stops") && !sameTrip(app.stops, patch.stops)) changed.add("trip");
  const dayChanged = Boolean(patch.at && app.at && dateOf(patch.at) !== dateOf(app.at));
  store.set(patch);
  if (QUESTION.some((key) => changed.has(key))) store.set({ undo: null });
  if (PROFILE.some((key) => changed.has(key))) keep(app);
  if (dayChanged) store.set({ bands: bandsFor(app.hours) });
  if (write) writeAddress(push);
  renew(changed, dayChanged);
}

/** Leaves out what the browser's history would be too full of. */
function writeAddress(push) {
  const url = `${location.pathname}?${formatAddress(state())}`;
  if (push) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
}

/** The link that asks the same question elsewhere; how the map is looked at stays here. */
export const shareAddress = () => `${location.origin}${location.pathname}?${formatAddress({ ...state(), view: null })}`;

/** The verdict of a zone for this vehicle at this minute, null while it is not known. */
export function verdictOf(id) {
  const bands = app.bands.get(id);
  return bands?.length ? verdictAt(bands, minuteOf(app.at)) : (app.decisions.get(id)?.verdict ?? null);
}

/** The zones in the order of map and list: north to south, then the gravest. */
export function inOrder() {
  const line = (zone) => Math.round((zone.label?.[1] ?? 0) * 1000);
  return [...app.zones].sort((a, b) => line(b) - line(a) || gravity(verdictOf(b.id)) - gravity(verdictOf(a.id)));
}

export const zonesAt = (point) => app.zones.filter((zone) => holds(zone.geometry, point));

/** The zone the ribbon speaks of: the chosen one, else the one that decides, else the gravest of all. */
export function focusZone(deciding) {
  if (app.zoneById.has(app.zone)) return app.zone;
  if (app.zoneById.has(deciding)) return deciding;
  const graver = (a, b) => (gravity(verdictOf(b.id)) > gravity(verdictOf(a.id)) ? b : a);
  return app.zones.length ? inOrder().reduce(graver).id : null;
}

export const now = () => nowWall(timezone(), Date.now());
export const weekStart = () => weekOf(dateOf(app.at), dateOf(now()));

export function stopRoute() {
  askRoute.stop();
  note("route", false);
  store.set({ route: null, stopped: true });
}

export function retry() {
  store.set({ stopped: false });
  if (!app.place) start();
  else askAll();
}

export const askAgain = async () => { await askZones(); if (app.place) askAll(); };

const askAll = () => waitFor("hours", "decisions", ...(isTrip() ? ["route"] : []));

/** The stops of the route that is shown, one for each of its own; ranks and names are those of the form while it asks for the same trip. */
export function routeStops() {
  const asked = app.route?.asked ?? [];
  return sameTrip(asked, app.stops) ? ranked(app.stops) : asked;
}

/** What a stop is called: the name it was chosen by, else the one found near it; null when there is none. */
export const nameOfStop = ({ name, position }) => name ?? app.near[placeKey(position)] ?? null;

/** Puts a stop somewhere; what is aimed at next is the first stop still to be placed. */
export function placeStop(index, position, { name = null, push = true } = {}) {
  put({ stops: placed(app.stops, index, position, name), zone: null }, { push });
  store.set({ aim: position ? nextAim() : index });
}

/** The rank of the stop that is still to be placed. */
export function nextAim() {
  if (!hasStreets()) return arrival() ? null : app.stops.length - 1;
  return firstEmpty(app.stops);
}

const NOTHING = { zones: [], zoneById: new Map(), hours: new Map(), bands: new Map(), decisions: new Map(), route: null, undo: null, near: {}, week: null, ways: null, shown: null, step: null };

/**
 * Asks for everything the address speaks of. An address that names a vehicle was shared, or written by this page: it says
 * everything, and what this device remembers does not change its answer.
 */
export async function start() {
  const fresh = !new URLSearchParams(location.search).has("vehicle");
  store.set({ ...NOTHING, ...parseAddress(location.search), ...(fresh ? keptVehicle() : {}) });
  await askZones();
  if (!app.place) return;
  const rights = fresh ? keptRights(app.place.slug) : app.rights;
  store.set({ territory: app.place.slug, rights, at: app.at ?? now(), aim: nextAim() });
  writeAddress(false);
  askAll();
}

/** Goes to another territory: same vehicle, same hour on its clocks, no place yet. */
export function goTo(slug) {
  if (slug === app.place?.slug) return;
  const query = formatAddress({ ...state(), territory: slug, rights: keptRights(slug), stops: emptyTrip(), zone: null, view: null });
  history.pushState(null, "", `${location.pathname}?${query}`);
  start();
}

/** Back and forward: the address is the state. */
export function listenToHistory() {
  addEventListener("popstate", () => {
    const asked = parseAddress(location.search);
    if (!app.place || (asked.territory ?? app.place.slug) !== app.place.slug) start();
    else put({ ...asked, territory: app.place.slug, at: asked.at ?? now(), view: app.view }, { write: false });
    store.set({ aim: nextAim() });
  });
}
