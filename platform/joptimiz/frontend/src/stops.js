/** Places around a refused stop where another might be accepted; the server has the last word on each. */

import { holds, metresBetween, metresToEdge, pointAt } from "./geometry.js";

const NEAREST = 40;
const FARTHEST = 450;
/** Outlines are drawn by hand: nobody is sent to stand right beside one. */
const MARGIN = 25;
const RINGS = [150, 220, 300];
const WINDS = ["au nord", "au nord-est", "à l’est", "au sud-est", "au sud", "au sud-ouest", "à l’ouest", "au nord-ouest"];
const MOST = 8;

const STREET = /^(Allée|Avenue|Boulevard|Chemin|Cours|Descente|Esplanade|Impasse|Montée|Passage|Place|Promenade|Quai|Rampe|Route|Rue|Ruelle|Sentier|Square|Voie)(?= )/;

const wind = (bearing) => WINDS[Math.round(bearing / 45) % 8];
const round = ([x, y]) => [Number(x.toFixed(5)), Number(y.toFixed(5))];

const outside = (point, closed) => closed.every((shape) => !holds(shape, point) && metresToEdge(shape, point) > MARGIN);

/** Points of streets around, the nearest of each street: `streets` are `{name, point}`. */
function alongStreets(point, streets, closed) {
  const best = new Map();
  for (const street of streets) {
    const metres = metresBetween(point, street.point);
    if (metres < NEAREST || metres > FARTHEST || metres >= (best.get(street.name)?.metres ?? Infinity)) continue;
    if (outside(street.point, closed)) best.set(street.name, { ...street, metres });
  }
  return [...best.values()].sort((a, b) => a.metres - b.metres).map(({ name, point: position, metres }) => (
    { label: name.replace(STREET, (kind) => kind.toLocaleLowerCase("fr")), position: round(position), metres: Math.round(metres) }));
}

/** Points on rings around, the nearest of each direction, where no street is known. */
function around(point, closed) {
  const found = [];
  for (let bearing = 0; bearing < 360; bearing += 45) {
    const metres = RINGS.find((radius) => outside(pointAt(point, radius, bearing), closed));
    if (metres) found.push({ label: `plus ${wind(bearing)}`, position: round(pointAt(point, metres, bearing)), metres });
  }
  return found.sort((a, b) => a.metres - b.metres);
}

/** Where else to stop: `[{label, position, metres}]`, nearest first; `closed` are the geometries not open at that hour. */
export function candidates(point, closed, streets = []) {
  const named = alongStreets(point, streets, closed);
  return (named.length ? named : around(point, closed)).slice(0, MOST);
}
