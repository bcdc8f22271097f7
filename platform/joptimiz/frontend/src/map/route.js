/** The route on the map: above the zones, under the names (design, map symbology §4). */

const round = { "line-join": "round", "line-cap": "round" };

export function routeLayers(c) {
  const opacity = ["case", ["==", ["get", "unverified"], true], 0.5, 1];
  const along = { "symbol-placement": "line", "icon-allow-overlap": true, "icon-ignore-placement": true };
  const driven = ["!", ["has", "by"]];
  return [
    { id: "route-onbike", type: "line", source: "route", filter: ["==", ["get", "by"], "cargo_bike"], layout: { "line-join": "round" }, paint: { "line-color": c.route, "line-width": 4.5, "line-dasharray": [2.4, 1.4] } },
    { id: "route-onfoot", type: "line", source: "route", filter: ["==", ["get", "by"], "foot"], layout: round, paint: { "line-color": c.route, "line-width": 4.5, "line-dasharray": [0, 2] } },
    { id: "route-edge", type: "line", source: "route", filter: driven, layout: round, paint: { "line-color": c["route-edge"], "line-width": 11 } },
    { id: "route", type: "line", source: "route", filter: driven, layout: round, paint: { "line-color": c.route, "line-width": 6.5, "line-opacity": opacity } },
    { id: "route-unverified", type: "symbol", source: "route", filter: ["==", ["get", "unverified"], true], layout: { ...along, "symbol-spacing": 120, "icon-image": "unverified" } },
    { id: "route-way", type: "symbol", source: "route", minzoom: 15, filter: ["==", ["get", "unverified"], false], layout: { ...along, "symbol-spacing": 160, "icon-image": "chevron" } },
  ];
}

/** Room for the numbered ends, placed before any label so that none hides them. */
export const stopLayers = () => [
  { id: "stop-room", type: "symbol", source: "stops", layout: { "icon-image": "room", "icon-allow-overlap": true } },
];

export function drawStops(map, stops) {
  const features = stops.filter(({ position }) => position).map(({ position: coordinates }) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates } }));
  map.getSource("stops")?.setData({ type: "FeatureCollection", features });
}

const line = (coordinates, properties) => ({ type: "Feature", geometry: { type: "LineString", coordinates }, properties });

/** The way driven; when a stop may not be served, it stops at the last point that may be, and dots or dashes lead on from there, on foot or by cargo bike. */
export function drawRoute(map, route, asked) {
  const features = route?.geometry ? [line(route.geometry.coordinates, { unverified: Boolean(route.unverified) })] : [];
  for (const [index, stop] of (route?.stops ?? []).entries()) {
    if (stop.handover) features.push(line(stop.handover.geometry.coordinates, { by: stop.handover.mode }));
    else if (stop.served === false && stop.position && asked[index]) features.push(line([stop.position, asked[index].position], { by: "foot" }));
  }
  map.getSource("route")?.setData({ type: "FeatureCollection", features });
}
