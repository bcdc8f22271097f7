/** The quiet base: land, water, streets, names; no colour but the tokens'. */

const WIDTHS = {
  motorway: [1.4, 9, 22], trunk: [1.4, 9, 22], primary: [1.1, 8, 20], secondary: [0.9, 7, 18], tertiary: [0.7, 6, 16],
  minor: [0.2, 4.5, 14], pedestrian: [0.2, 3.5, 11], service: [0.1, 2.4, 8],
};
const CLASSES = Object.keys(WIDTHS);
const MAJOR = ["motorway", "trunk", "primary", "secondary"];

const byClass = (pick) => ["match", ["get", "class"], ...CLASSES.flatMap((c) => [c, pick(WIDTHS[c])]), pick([0.2, 3, 8])];

/** Road width in pixels at zooms 10, 15 and 18, plus the width of an edge on each side. */
const width = (edge) => ["interpolate", ["exponential", 1.5], ["zoom"],
  10, byClass(([w]) => w + edge * 0.3), 15, byClass(([, w]) => w + edge), 18, byClass(([, , w]) => w + edge * 1.3)];

const shown = ["step", ["zoom"], ["in", ["get", "class"], ["literal", MAJOR]],
  12, ["in", ["get", "class"], ["literal", [...MAJOR, "tertiary", "minor"]]],
  13.5, ["in", ["get", "class"], ["literal", CLASSES]]];

const round = { "line-join": "round", "line-cap": "round" };
const tunnel = ["case", ["==", ["get", "tunnel"], true], 0.45, 1];

/** Without a base map of the territory, the zones lie on plain ground. */
export const bareLayers = (c) => [{ id: "background", type: "background", paint: { "background-color": c["map-land"] } }];

export function baseLayers(c) {
  const layer = (id, type, more) => ({ id, type, source: "base", "source-layer": more.from, ...more, from: undefined });
  return [
    { id: "background", type: "background", paint: { "background-color": c["map-water"] } },
    layer("land", "fill", { from: "land", paint: { "fill-color": c["map-land"] } }),
    layer("park", "fill", { from: "park", paint: { "fill-color": c["map-park"] } }),
    layer("water", "fill", { from: "water", paint: { "fill-color": c["map-water"] } }),
    layer("building", "fill", { from: "building", minzoom: 13, paint: { "fill-color": c["map-block"], "fill-opacity": ["interpolate", ["linear"], ["zoom"], 13, 0, 14, 1] } }),
    layer("path", "line", { from: "road", minzoom: 15, filter: ["==", ["get", "class"], "path"], layout: round,
      paint: { "line-color": c["map-road-edge"], "line-width": 1.2, "line-dasharray": [2, 2] } }),
    layer("road-edge", "line", { from: "road", filter: shown, layout: round, paint: { "line-color": c["map-road-edge"], "line-width": width(1.6), "line-opacity": tunnel } }),
    layer("road", "line", { from: "road", filter: shown, layout: { ...round, "line-sort-key": byClass(([, w]) => w) }, paint: { "line-color": c["map-road"], "line-width": width(0), "line-opacity": tunnel } }),
    layer("rail", "line", { from: "rail", minzoom: 12, paint: { "line-color": c["map-label"], "line-width": 1.2, "line-dasharray": [5, 3], "line-opacity": 0.45 } }),
    layer("boundary", "line", { from: "boundary", paint: { "line-color": c["ink-3"], "line-width": 1, "line-dasharray": [4, 3, 1, 3], "line-opacity": 0.5 } }),
  ];
}

export function baseLabels(c) {
  const halo = { "text-color": c["map-label"], "text-halo-color": c["map-halo"], "text-halo-width": 1.75 };
  return [
    { id: "street", type: "symbol", source: "base", "source-layer": "road", minzoom: 14,
      filter: ["all", ["has", "name"], ["step", ["zoom"], ["in", ["get", "class"], ["literal", [...MAJOR, "tertiary"]]], 15, true]],
      layout: { "symbol-placement": "line", "symbol-spacing": 320, "text-field": ["get", "name"], "text-font": ["Inter Medium"], "text-size": 11.5, "text-padding": 6 }, paint: halo },
    { id: "place", type: "symbol", source: "base", "source-layer": "place", filter: ["has", "name"],
      layout: {
        "text-field": ["case", ["in", ["get", "kind"], ["literal", ["city", "town", "village"]]], ["upcase", ["get", "name"]], ["get", "name"]],
        "text-font": ["Inter Semibold"], "text-size": ["case", ["in", ["get", "kind"], ["literal", ["city", "town", "village"]]], 12, 13],
        "text-letter-spacing": ["case", ["in", ["get", "kind"], ["literal", ["city", "town", "village"]]], 0.06, 0],
        "symbol-sort-key": ["coalesce", ["get", "rank"], 9], "text-padding": 12,
      }, paint: halo },
  ];
}
