/** What is being looked at in the panel, seen on the map: another way, a step (design, map symbology §4). */

import { store } from "../model.js";
import { NOTHING } from "./zones.js";

const app = store.value;

export const seenSources = () => ({ seen: { type: "geojson", data: NOTHING, tolerance: 0.2 } });

const only = (kind) => ["==", ["get", "kind"], kind];

/** Under the way that was asked, so that where both go the same way it is the one that is read. */
export const otherWayLayers = (c) => [
  { id: "other-way-edge", type: "line", source: "seen", filter: only("way"), layout: { "line-join": "round" }, paint: { "line-color": c["route-edge"], "line-width": 9, "line-opacity": 0.9 } },
  { id: "other-way", type: "line", source: "seen", filter: only("way"), layout: { "line-join": "round" }, paint: { "line-color": c["route-alt"], "line-width": 4.5, "line-dasharray": [11 / 4.5, 6 / 4.5] } },
];

export const stepLayers = (c) => [
  { id: "step", type: "circle", source: "seen", filter: only("step"), paint: { "circle-radius": 9, "circle-color": c["route-edge"], "circle-stroke-color": c.route, "circle-stroke-width": 4 } },
];

const feature = (kind, geometry) => ({ type: "Feature", properties: { kind }, geometry });

/** Where the chosen step starts; null when none is. */
export const stepPoint = () => (app.step === null ? null : (app.route?.geometry?.coordinates[app.step] ?? null));

export function drawSeen(map) {
  const point = stepPoint();
  const features = [app.shown && feature("way", app.shown), point && feature("step", { type: "Point", coordinates: point })];
  map.getSource("seen")?.setData({ type: "FeatureCollection", features: features.filter(Boolean) });
}
