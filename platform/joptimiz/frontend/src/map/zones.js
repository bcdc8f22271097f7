/** Zones on the map: fill, pattern, line, mark and label, in the order of gravity (design, map symbology §1). */

import { bounds } from "../geometry.js";
import { store, verdictOf } from "../model.js";
import { labelHours, zoneName } from "../sentences.js";
import { gravity, VERDICTS } from "../verdicts.js";
import { KIND_ICON } from "../words.js";
import { isDrawn } from "../layers.js";
import { lineColour } from "./theme.js";

const app = store.value;
export const NOTHING = { type: "FeatureCollection", features: [] };
const FILL = { none: 0.06, allowed: 0.09, conditional: 0.34, unknown: 0.2, forbidden: 0.16 };
const LINE = { none: 1.5, allowed: 2, conditional: 2.5, unknown: 2.5, forbidden: 3.5 };
const ORDER = ["none", ...VERDICTS];
export const KINDS = [...new Set([...Object.values(KIND_ICON), "other"])];

const only = (verdict) => ["==", ["get", "verdict"], verdict];
const chosen = ["==", ["get", "chosen"], true];

function layersOf(verdict, c) {
  const source = "zones";
  const colour = lineColour(c, verdict);
  const dashes = verdict === "unknown" ? { "line-dasharray": [8 / 2.5, 5 / 2.5] } : {};
  const round = { "line-join": "round" };
  const fill = verdict === "none" ? c["ink-3"] : c[`${verdict}-solid`];
  const layers = [
    { id: `zone-fill-${verdict}`, type: "fill", source, filter: only(verdict), paint: { "fill-color": fill, "fill-opacity": FILL[verdict] } },
    { id: `zone-halo-${verdict}`, type: "line", source, filter: ["all", only(verdict), chosen], layout: round, paint: { "line-color": c["map-halo"], "line-width": LINE[verdict] + 6 } },
    { id: `zone-line-${verdict}`, type: "line", source, filter: only(verdict), layout: round,
      paint: { "line-color": colour, "line-width": ["case", chosen, LINE[verdict] + 2, LINE[verdict]], ...dashes } },
  ];
  if (verdict !== "none" && verdict !== "allowed") {
    layers.splice(1, 0, { id: `zone-pattern-${verdict}`, type: "fill", source, minzoom: 12.5, filter: only(verdict), paint: { "fill-pattern": `pattern-${verdict}` } });
  }
  return layers;
}

export const zoneLayers = (c) => ORDER.flatMap((verdict) => layersOf(verdict, c));

export function zoneLabels(c) {
  const image = ["case", only("none"), ["concat", "kind-", ["get", "icon"]], ["concat", "mark-", ["get", "verdict"]]];
  const anchors = { "text-variable-anchor": ["center", "bottom", "top", "left", "right"], "text-radial-offset": 1.6, "text-justify": "left" };
  const none = ["==", ["get", "hours"], ""];
  const text = (hours) => ["format", ["image", image], { "vertical-align": "center" }, ["concat", "\u00a0\u00a0", ["get", "name"]], { "text-font": ["literal", ["Inter Semibold"]], "vertical-align": "center" },
    ...(hours ? [["case", none, "", "\n"], {}, ["image", ["case", none, "", "indent"]], {}, ["case", none, "", ["concat", "\u00a0\u00a0", ["get", "hours"]]], { "font-scale": 0.92, "text-font": ["literal", ["Inter Medium"]], "text-color": c["ink-2"] }] : [])];
  const common = { "icon-image": ["concat", "card-", ["get", "verdict"]], "icon-text-fit": "both", "icon-text-fit-padding": [4, 8, 4, 6],
    "text-font": ["Inter Semibold"], "text-size": 13, "text-line-height": 1.3, "text-max-width": 40, "symbol-sort-key": ["get", "rank"], ...anchors };
  const paint = { "text-color": c.ink };
  const big = ["!=", ["get", "tiny"], true];
  return [
    { id: "zone-mark", type: "symbol", source: "zone-labels", filter: ["all", ["==", ["get", "tiny"], true], ["!=", ["get", "verdict"], "none"]],
      layout: { "icon-image": ["concat", "mark-", ["get", "verdict"]], "icon-allow-overlap": true, "symbol-sort-key": ["get", "rank"] } },
    { id: "zone-label-far", type: "symbol", source: "zone-labels", maxzoom: 12, filter: big, layout: { ...common, "text-field": text(false) }, paint },
    { id: "zone-label", type: "symbol", source: "zone-labels", minzoom: 12, filter: big, layout: { ...common, "text-field": text(true) }, paint },
  ];
}

/** Smaller than 24 pixels on screen: the zone becomes its mark. */
function tiny(map, zone) {
  const box = bounds(zone.geometry);
  if (!box) return true;
  const [a, b] = [map.project([box[0], box[1]]), map.project([box[2], box[3]])];
  return Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) < 24;
}

/** Gives the map the zones with their verdicts of this vehicle at this minute. */
export function drawZones(map) {
  const collections = { shapes: [], labels: [] };
  for (const zone of app.zones.filter(isDrawn)) {
    const verdict = verdictOf(zone.id) ?? "none";
    const common = { id: zone.id, verdict, chosen: app.zone === zone.id };
    collections.shapes.push({ type: "Feature", geometry: zone.geometry, properties: common });
    if (!zone.label) continue;
    const properties = { ...common, name: zoneName(zone).name, icon: KIND_ICON[zone.kind] ?? "other", tiny: tiny(map, zone),
      hours: labelHours(app.bands.get(zone.id) ?? []), rank: common.chosen ? -9 : 3 - gravity(verdict) };
    collections.labels.push({ type: "Feature", geometry: { type: "Point", coordinates: zone.label }, properties });
  }
  map.getSource("zones")?.setData({ type: "FeatureCollection", features: collections.shapes });
  map.getSource("zone-labels")?.setData({ type: "FeatureCollection", features: collections.labels });
}

const LABELS = ["zone-label", "zone-label-far", "zone-mark"];
const SHAPES = ORDER.flatMap((verdict) => [`zone-fill-${verdict}`, `zone-line-${verdict}`]);

/** The zone whose label is under this point of the screen. */
export const labelAt = (map, point) => map.queryRenderedFeatures(point, { layers: LABELS })[0]?.properties.id ?? null;

/** The gravest zone under this point of the screen; among equals, the smallest. */
export function zoneAt(map, point) {
  const ids = new Set(map.queryRenderedFeatures(point, { layers: SHAPES }).map((feature) => feature.properties.id));
  const area = (zone) => { const [w, s, e, n] = bounds(zone.geometry); return (e - w) * (n - s); };
  const found = app.zones.filter((zone) => ids.has(zone.id));
  found.sort((a, b) => gravity(verdictOf(b.id)) - gravity(verdictOf(a.id)) || area(a) - area(b));
  return found[0]?.id ?? null;
}

