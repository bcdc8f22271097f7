/** The route on the map: above the zones, under the names (design, map symbology §4). */

import { NOTHING } from "./zones.js";

const round = { "line-join": "round", "line-cap": "round" };

export function routeLayers(c) {
  const opacity = ["case", ["==", ["get", "unverified"], true], 0.5, 1];
  const along = { "symbol-placement": "line", "icon-allow-overlap": true, "icon-ignore-placement": true };
  return [
    { id: "route-edge", type: "line", source: "route", layout: round, paint: { "line-color": c["route-edge"], "line-width": 11 } },
    { id: "route", type: "line", source: "route", layout: round, paint: { "line-color": c.route, "line-width": 6.5, "line-opacity": opacity } },
    { id: "route-unverified", type: "symbol", source: "route", filter: ["==", ["get", "unverified"], true], layout: { ...along, "symbol-spacing": 120, "icon-image": "unverified" } },
    { id: "route-way", type: "symbol", source: "route", minzoom: 15, filter: ["!=", ["get", "unverified"], true], layout: { ...along, "symbol-spacing": 160, "icon-image": "chevron" } },
  ];
}

/** Room for the numbered ends, placed before any label so that none hides them. */
export const stopLayers = () => [
  { id: "stop-room", type: "symbol", source: "stops", layout: { "icon-image": "room", "icon-allow-overlap": true } },
];

export function drawStops(map, ends) {
  const features = ends.filter(Boolean).map((coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates } }));
  map.getSource("stops")?.setData({ type: "FeatureCollection", features });
}

export function drawRoute(map, route) {
  const line = route?.feasible ? route.geometry : null;
  map.getSource("route")?.setData(line
    ? { type: "Feature", geometry: line, properties: { unverified: Boolean(route.unverified) } }
    : NOTHING);
}
