/** The ground of a tracé: the streets, the limit, the other zones, the version in force, what is wrong and proposed. */

import { addProtocol, Map as MapLibre, setWorkerUrl } from "maplibre-gl";
import { Protocol } from "pmtiles";
import { bounds, joinBounds } from "../geometry.js";
import { bareLayers, baseLabels, baseLayers } from "../map/base.js";
import { theme } from "../map/theme.js";
import { MAP_LOCALE } from "../words.js";
import { nearestOn } from "./model.js";

const NOTHING = { type: "FeatureCollection", features: [] };
const SNAP_PX = 12;
const EDGES = ["around-other-line", "around-limit"];
const STREETS = ["road"];
const still = matchMedia("(prefers-reduced-motion: reduce)");

const feature = (geometry, properties = {}) => ({ type: "Feature", properties, geometry });
export const collection = (geometries) => ({ type: "FeatureCollection", features: geometries.filter(Boolean).map((each) => (each.type === "Feature" ? each : feature(each))) });

function layers(c) {
  const line = (source, paint, id = source) => ({ id, type: "line", source, layout: { "line-join": "round" }, paint });
  return [
    { id: "around-other", type: "fill", source: "others", paint: { "fill-color": c["ink-3"], "fill-opacity": 0.14 } },
    line("others", { "line-color": c["ink-3"], "line-width": 1.5 }, "around-other-line"),
    line("limit", { "line-color": c["ink-2"], "line-width": 2, "line-dasharray": [1, 2] }, "around-limit"),
    { id: "before-fill", type: "fill", source: "before", paint: { "fill-color": c["ink-2"], "fill-opacity": 0.1 } },
    line("before", { "line-color": c["ink-2"], "line-width": 3, "line-dasharray": [3, 2], "line-opacity": 0.5 }),
    line("theirs", { "line-color": c["unknown-solid"], "line-width": 4 }),
    { id: "proposal-fill", type: "fill", source: "proposal", paint: { "fill-color": c["allowed-solid"], "fill-opacity": 0.2 } },
    line("proposal", { "line-color": c["allowed-solid"], "line-width": 3, "line-dasharray": [2, 1.5] }),
    { id: "places", type: "circle", source: "places", paint: { "circle-radius": 9, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": c["forbidden-solid"], "circle-stroke-width": 3.5 } },
  ];
}

function style(basemap, c) {
  const sources = Object.fromEntries(["others", "limit", "before", "theirs", "proposal", "places"].map((id) => [id, { type: "geojson", data: NOTHING }]));
  if (basemap) sources.base = { type: "vector", url: `pmtiles://${location.origin}${basemap}` };
  return { version: 8, sources, layers: [...(basemap ? baseLayers : bareLayers)(c), ...(basemap ? baseLabels(c) : []), ...layers(c)] };
}

/** Starts the map in an element; null where nothing can be drawn. */
export async function startGround(element, { basemap, worker }, frame) {
  if (!document.createElement("canvas").getContext("webgl2")) return null;
  setWorkerUrl(new URL(worker, location.origin).href);
  addProtocol("pmtiles", new Protocol().tile);
  await document.fonts.load('600 13px "Inter Semibold"');
  const colours = theme();
  const map = new MapLibre({
    container: element, style: style(basemap, colours), locale: { ...MAP_LOCALE, "Map.Title": "Carte du tracé. Les coordonnées, plus bas, disent la même chose." },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, fadeDuration: still.matches ? 0 : 160, maxZoom: 20,
    ...(frame ? { bounds: [[frame[0], frame[1]], [frame[2], frame[3]]], fitBoundsOptions: { padding: 40, maxZoom: 17 } } : { center: [2.5, 46.6], zoom: 5 }),
  });
  map.touchZoomRotate.disableRotation();
  await map.once("load");
  return new Ground(map, colours, Boolean(basemap));
}

export class Ground {
  constructor(map, colours, streets) {
    this.map = map;
    this.colours = colours;
    this.edges = streets ? [...EDGES, ...STREETS] : EDGES;
  }

  show(source, geometries) {
    this.map.getSource(source).setData(collection(geometries));
  }

  /** Frames these geometries. */
  frame(geometries) {
    const box = joinBounds(geometries.filter(Boolean).map(bounds));
    if (box) this.map.fitBounds([[box[0], box[1]], [box[2], box[3]]], { padding: 40, maxZoom: 17, duration: still.matches ? 0 : 260 });
  }

  /** The nearest place on a street or on the edge of another zone, a corner first; undefined when none is near. */
  snap({ containerX: x, containerY: y }) {
    const around = [[x - SNAP_PX, y - SNAP_PX], [x + SNAP_PX, y + SNAP_PX]];
    let best = null;
    for (const { geometry } of this.map.queryRenderedFeatures(around, { layers: this.edges })) {
      for (const line of linesOf(geometry)) {
        const seen = line.map((position) => this.map.project(position));
        const edge = nearestOn({ x, y }, seen);
        // A corner wins over the edge it ends.
        const corner = seen.map((point) => ({ x: point.x, y: point.y, far: Math.hypot(point.x - x, point.y - y) * 0.5 })).sort((a, b) => a.far - b.far)[0];
        for (const found of [edge, corner]) if (found && found.far < SNAP_PX * 0.5 + (found === edge ? SNAP_PX * 0.5 : 0) && (!best || found.far < best.far)) best = found;
      }
    }
    if (!best) return undefined;
    const { lng, lat } = this.map.unproject([best.x, best.y]);
    return [Number(lng.toFixed(7)), Number(lat.toFixed(7))];
  }
}

function linesOf({ type, coordinates }) {
  if (type === "LineString") return [coordinates];
  if (type === "Polygon" || type === "MultiLineString") return coordinates;
  return type === "MultiPolygon" ? coordinates.flat() : [];
}
