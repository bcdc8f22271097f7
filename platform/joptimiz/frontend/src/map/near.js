/** The street a point is on, read from the base map: coordinates alone say little to a person. */

import { lines, metresBetween, nearest } from "../geometry.js";
import { placeKey } from "../itinerary.js";
import { nameOfStop, store } from "../model.js";

const app = store.value;

function streetAt(map, point) {
  // Farther out, streets are simplified, and the nearest one is not always the right one.
  if (map.getZoom() < 14) return undefined;
  if (!map.getLayer("road")) return null;
  const at = map.project(point);
  const { width, height } = map.getCanvas().getBoundingClientRect();
  if (at.x < 0 || at.y < 0 || at.x > width || at.y > height) return undefined;
  const around = [[at.x - 40, at.y - 40], [at.x + 40, at.y + 40]];
  const squeeze = Math.cos((point[1] * Math.PI) / 180);
  const named = map.queryRenderedFeatures(around, { layers: ["road"] }).filter((f) => f.properties.name);
  const far = (feature) => nearest(lines(feature.geometry), point, squeeze);
  named.sort((a, b) => far(a) - far(b));
  return named[0]?.properties.name ?? null;
}

const DRIVEN = ["motorway", "trunk", "primary", "secondary", "tertiary", "minor", "service"];

/** The named streets around a point that vehicles use, as `{name, point}`, a point for each corner the tiles hold. */
export function streetsAround(map, point, metres) {
  if (!map.getSource("base") || map.getZoom() < 13) return [];
  const filter = ["all", ["has", "name"], ["!=", ["get", "tunnel"], true], ["in", ["get", "class"], ["literal", DRIVEN]]];
  return map.querySourceFeatures("base", { sourceLayer: "road", filter }).flatMap((feature) =>
    lines(feature.geometry).flat().filter((corner) => metresBetween(corner, point) <= metres)
      .map((corner) => ({ name: feature.properties.name, point: corner })));
}

/** Names the stops that have no name yet by their street; a point out of view keeps the name it had. */
export function nameNear(map) {
  const near = { ...app.near };
  for (const stop of app.stops) {
    if (!stop.position || nameOfStop(stop)) continue;
    const name = streetAt(map, stop.position);
    if (name) near[placeKey(stop.position)] = name;
  }
  if (JSON.stringify(near) !== JSON.stringify(app.near)) store.set({ near });
}
