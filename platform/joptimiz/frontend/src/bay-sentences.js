/** What is said of a bay on the map, in the list and in its card. Pure. */

import { freeSaid } from "./disc/words.js";
import { clockOf } from "./disc/phase.js";
import { NB, count, duration } from "./french.js";

/** « some », « none » or « unknown »: what its mark shows. */
export const bayState = ({ state: { free } }) => (free < 0 ? "unknown" : free === 0 ? "none" : "some");

/** « Aire du Marché : 1 place sur 2 ». */
export const baySaid = (bay) => `${bay.name}${NB}: ${lower(stateSaid(bay))}`;

export const groupSaid = (bays) => `${count(bays.length, "aire", "aires", "")} de livraison, agrandir la carte`;

/** « 1 place libre sur 2 », « Complète », « Fermée », « 2 places, état inconnu ». */
export function stateSaid(bay) {
  if (bay.closed_until && Date.parse(bay.closed_until) > Date.now()) return "Fermée";
  const said = freeSaid(bay);
  return bay.state.free > 0 ? said.replace(/^(\d+ places?)/, bay.state.free > 1 ? "$1 libres" : "$1 libre") : said;
}

/** When the states were known: « En direct », « État lu à 10 h 21, il y a 4 min ». */
export function toldSaid(told, timezone, now) {
  if (!told) return "État pas encore lu";
  if (told.at === null) return "Les aires ne répondent pas. Nouvel essai dans un instant";
  if (told.live) return "En direct";
  const age = Math.max(0, now - told.at);
  return `État lu à${NB}${clockOf(timezone, told.at, now)}${age >= 60_000 ? `, il y a ${duration(age / 1000)}` : ""}`;
}

/** The bays within these bounds, all where there are none, north to south as the map is read. */
export function inView(bays, looked) {
  const within = ({ position: [lon, lat] }) => !looked || (lon >= looked[0] && lon <= looked[2] && lat >= looked[1] && lat <= looked[3]);
  return [...bays].filter(within).sort((a, b) => b.position[1] - a.position[1] || a.position[0] - b.position[0]);
}

const lower = (text) => text[0].toLowerCase() + text.slice(1);
