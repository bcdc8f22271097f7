/** Other ways of making the trip, as a table compares them: pure. */

import { minuteOf, wallOf } from "./clock.js";
import { distance, duration, hour, NB, sentence, spaced } from "./french.js";
import { withRight } from "./rights.js";
import { grams } from "./trip-sentences.js";
import { NOT_PROVED } from "./trip-words.js";
import { FIELDS, OWN, PRESETS } from "./vehicles.js";

const KNOWN = new Set(FIELDS.map((field) => field.name));

/** The facts that are told, in one order. */
const facts = (vehicle) => Object.entries(vehicle).filter(([, value]) => value !== null && value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));

/** A vehicle as the page holds it: one of its own list when the facts are the same, else one's own; null when it has no field for a fact. */
function vehicleOf(vehicle) {
  const told = facts(vehicle);
  const [preset] = Object.entries(PRESETS).find(([, { facts: its }]) => JSON.stringify(facts(its)) === JSON.stringify(told)) ?? [];
  if (preset) return { vehicle: preset };
  return told.every(([name]) => KNOWN.has(name)) ? { vehicle: OWN, facts: Object.fromEntries(told) } : null;
}

/** The rights held with those to ask for; null when one is another territory's. */
function rightsOf(asked, { place, rights }) {
  const here = new Set((place.rights ?? []).map((right) => right.kind));
  if (asked.some((right) => right.territory !== place.slug || !here.has(right.kind))) return null;
  return { rights: asked.reduce((held, { kind }) => withRight(held, kind, true), rights) };
}

/** What taking it changes in the question; null when it changes nothing, or when one of its changes cannot be kept here. */
function patchOf(change, here) {
  const { depart_at: departure, vehicle, rights } = change ?? {};
  const parts = [];
  if (departure) parts.push({ at: wallOf(here.timezone, Date.parse(departure)) });
  if (vehicle) parts.push(vehicleOf(vehicle));
  if (rights) parts.push(rightsOf(rights, here));
  return parts.length && !parts.includes(null) ? Object.assign({}, ...parts) : null;
}

/** Of these the title and the figures do not say all. */
const SPEAKS = new Set(["right", "cargo_bike"]);

/** What there is to say of a way that its title and figures do not. */
function said(way, { timezone }) {
  if (way.message && (SPEAKS.has(way.kind) || !way.feasible)) return sentence(spaced(way.message));
  const arrival = way.arrive_at ? `Arrivée à${NB}${hour(minuteOf(wallOf(timezone, Date.parse(way.arrive_at))))}.` : "";
  return way.unverified ? `${NOT_PROVED} ${arrival}`.trim() : arrival;
}

/** The ways in the server's order: `{kind, title, text, time, length, co2e, feasible, unverified, geometry, patch}`; a figure that is not known is "". */
export function waysView(found, here) {
  return found.map((way) => ({
    kind: way.kind, title: spaced(way.label), text: said(way, here),
    time: way.duration_s === null ? "" : duration(way.duration_s), length: way.distance_m === null ? "" : distance(way.distance_m),
    co2e: way.co2e_g === null ? "" : grams(way.co2e_g), feasible: way.feasible, unverified: way.unverified,
    geometry: way.geometry, patch: way.feasible ? patchOf(way.change, here) : null,
  }));
}
