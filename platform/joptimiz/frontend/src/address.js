/** The whole state in the address: read from a query, written to it. What cannot be read is left out, never guessed. */

import { isWall } from "./clock.js";
import { parsePlace } from "./coordinates.js";
import { emptyStop, emptyTrip, MOST_STAY, MOST_STOPS, roleOf } from "./itinerary.js";
import { formatRights, parseRights } from "./rights.js";
import { ACTIVITIES, FIELDS, OWN, PRESETS, UNKNOWN_ACTIVITY } from "./vehicles.js";

export const FIRST = {
  territory: null, vehicle: "porteur-75", facts: {}, activity: "delivery", rights: [], at: null,
  stops: emptyTrip(), zone: null, view: null,
};
const LONGEST_NAME = 120;

const round = (n, digits) => Number(n.toFixed(digits));

const queryPoint = (point) => `${round(point[1], 5)},${round(point[0], 5)}`;

/** « 43.73,7.42~pickup~15~12 rue Grimaldi »: the place, then what is done there, for how long, and its name. */
function queryStop({ position, name, activity, stay }) {
  const parts = [queryPoint(position), activity ?? "", stay || "", (name ?? "").replaceAll("~", "-")];
  return parts.join("~").replace(/~+$/, "");
}

function parseStop(text) {
  const [point, activity, stay, name] = (text ?? "").split("~");
  const position = parsePlace(point);
  if (!position) return emptyStop();
  return {
    position, name: name?.trim().slice(0, LONGEST_NAME) || null, activity: ACTIVITIES.includes(activity) ? activity : null,
    stay: /^\d{1,4}$/.test(stay ?? "") && Number(stay) <= MOST_STAY ? Number(stay) : 0,
  };
}

function parseStops(query) {
  const between = query.getAll("via").map(parseStop).filter((stop) => stop.position).slice(0, MOST_STOPS - 2);
  return [parseStop(query.get("from")), ...between, parseStop(query.get("to"))];
}

function parseView(text) {
  const numbers = (text ?? "").split(",").map(Number);
  if (numbers.length !== 3 || numbers.some((n) => !Number.isFinite(n))) return null;
  const [zoom, lat, lon] = numbers;
  return zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { zoom, lat, lon } : null;
}

function parseFacts(query) {
  const facts = {};
  for (const { name, kind, values, most } of FIELDS) {
    const text = query.get(name);
    if (text === null) continue;
    if (kind === "number") {
      if (/^\d{1,6}$/.test(text) && Number(text) > 0 && Number(text) <= most) facts[name] = Number(text);
    } else if (values.includes(text)) facts[name] = text;
  }
  return facts;
}

export function parseAddress(search) {
  const query = new URLSearchParams(search);
  const state = { ...FIRST, facts: parseFacts(query) };
  const vehicle = query.get("vehicle");
  if (vehicle === OWN || Object.hasOwn(PRESETS, vehicle ?? "")) state.vehicle = vehicle;
  if (ACTIVITIES.includes(query.get("activity"))) state.activity = query.get("activity");
  else if (query.get("activity") === UNKNOWN_ACTIVITY) state.activity = null;
  state.rights = parseRights(query.getAll("right"));
  if (isWall(query.get("at") ?? "")) state.at = query.get("at");
  state.stops = parseStops(query);
  state.view = parseView(query.get("view"));
  if (/^[\w.-]{1,64}$/.test(query.get("zone") ?? "")) state.zone = query.get("zone");
  if (/^[a-z0-9-]{1,64}$/.test(query.get("territory") ?? "")) state.territory = query.get("territory");
  return state;
}

/** The query of a state, without the question mark; commas stay readable. */
export function formatAddress(state) {
  const query = new URLSearchParams();
  if (state.territory) query.set("territory", state.territory);
  query.set("vehicle", state.vehicle);
  if (state.vehicle === OWN) {
    for (const { name } of FIELDS) if (state.facts[name] != null) query.set(name, state.facts[name]);
  }
  query.set("activity", state.activity ?? UNKNOWN_ACTIVITY);
  for (const right of formatRights(state.rights)) query.append("right", right);
  if (state.at) query.set("at", state.at);
  state.stops.forEach((stop, i) => stop.position && query.append(roleOf(state.stops, i), queryStop(stop)));
  if (state.zone) query.set("zone", state.zone);
  if (state.view) {
    const { zoom, lat, lon } = state.view;
    query.set("view", `${round(zoom, 2)},${round(lat, 5)},${round(lon, 5)}`);
  }
  return query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%7E", "~");
}
