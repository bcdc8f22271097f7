/** The map: built from the tokens, rebuilt when the appearance changes. */

import { addProtocol, Map as MapLibre, setWorkerUrl } from "maplibre-gl";
import { Protocol } from "pmtiles";
import { byId } from "../dom.js";
import { bounds, joinBounds } from "../geometry.js";
import { ranked } from "../itinerary.js";
import { arrival, isTrip, placeStop, put, routeStops, store, zonesAt } from "../model.js";
import { MAP_LOCALE, NO_BASEMAP, NO_BASE_HERE, NO_MAP } from "../words.js";
import { bareLayers, baseLabels, baseLayers } from "./base.js";
import { startBayMarks } from "./bays.js";
import { addImages } from "./images.js";
import { nameNear, streetsAround } from "./near.js";
import { startPoints } from "./points.js";
import { drawRoom, roomLayers, roomSources } from "./room.js";
import { drawRoute, drawStops, routeLayers, stopLayers } from "./route.js";
import { startPaper } from "./paper.js";
import { drawSeen, otherWayLayers, seenSources, stepLayers, stepPoint } from "./seen.js";
import { theme } from "./theme.js";
import { drawZones, KINDS, labelAt, NOTHING, zoneAt, zoneLabels, zoneLayers } from "./zones.js";

const app = store.value;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const CREDIT = "© les contributeurs d’OpenStreetMap, ODbL";

function style(colours) {
  const base = app.place.basemap;
  return {
    version: 8,
    transition: { duration: still.matches ? 0 : 160 },
    sources: {
      ...(base ? { base: { type: "vector", url: `pmtiles://${location.origin}${base}`, attribution: CREDIT } } : {}),
      zones: { type: "geojson", data: NOTHING },
      "zone-labels": { type: "geojson", data: NOTHING },
      route: { type: "geojson", data: NOTHING, tolerance: 0.2 },
      stops: { type: "geojson", data: NOTHING },
      ...seenSources(), ...roomSources(NOTHING),
    },
    layers: [...(base ? baseLayers : bareLayers)(colours), ...zoneLayers(colours), ...otherWayLayers(colours), ...routeLayers(colours), ...stepLayers(colours), ...(base ? baseLabels(colours) : []), ...zoneLabels(colours), ...stopLayers(), ...roomLayers()],
  };
}

const MARGIN = 0.1;

/** How far the map goes: the territory and a little around it, so that nobody is lost at sea. */
const limits = () => {
  const [w, s, e, n] = app.place.bbox;
  return [w - MARGIN, s - MARGIN, e + MARGIN, n + MARGIN];
};

function within([lon, lat]) {
  const [w, s, e, n] = limits();
  return lon > w && lon < e && lat > s && lat < n;
}

/** Everything in view: the trip if there is one, else the zones, else the territory. */
function wanted() {
  const placed = ranked(app.stops).map(({ position }) => position).filter(within).map((p) => [...p, ...p]);
  // A trip is framed with the closed zone its end lies in; a low-emission zone is as large as the town and frames nothing.
  const near = arrival() ? zonesAt(arrival()).filter((zone) => zone.kind !== "zfe").map((zone) => bounds(zone.geometry)) : [];
  if (isTrip() && placed.length > 1) return joinBounds([...placed, ...near, app.route?.geometry ? bounds(app.route.geometry) : null]);
  const zones = joinBounds(app.zones.map((zone) => bounds(zone.geometry)));
  return zones ?? app.place.bbox;
}

const margins = () => {
  const phone = matchMedia("(max-width: 899px)").matches;
  return phone ? { top: 76, bottom: 24, left: 32, right: 76 } : { top: 64, bottom: byId("hourbar").offsetHeight + 56, left: 112, right: matchMedia("(min-width: 1200px)").matches ? 264 : 112 };
};

const box = ([w, s, e, n]) => [[w, s], [e, n]];
const frame = (map, bbox, animate = true) =>
  map.fitBounds(box(bbox), { padding: margins(), maxZoom: 15.8, duration: animate && !still.matches ? 260 : 0 });

function listen(map) {
  map.on("click", (event) => {
    const label = labelAt(map, event.point);
    if (label) return put({ zone: label }, { push: true });
    if (app.aim !== null) return placeStop(app.aim, [Number(event.lngLat.lng.toFixed(5)), Number(event.lngLat.lat.toFixed(5))]);
    return put({ zone: zoneAt(map, event.point) }, { push: true });
  });
  map.on("mousemove", (event) => { map.getCanvas().style.cursor = labelAt(map, event.point) ? "pointer" : ""; });
  map.on("moveend", (event) => {
    if (event.originalEvent || event.byHand) keepView(map);
    drawZones(map);
    drawRoom(map);
    crosshair(map);
  });
  map.on("idle", () => nameNear(map));
}

function keepView(map) {
  const { lng, lat } = map.getCenter();
  put({ view: { zoom: map.getZoom(), lat, lon: lng } });
}

function crosshair(map) {
  const { x, y } = map.project(map.getCenter());
  const cross = byId("cross");
  cross.style.left = `${x}px`;
  cross.style.top = `${y}px`;
}

function tools(map) {
  const motion = () => ({ duration: still.matches ? 0 : 160, byHand: true });
  byId("zoom-in").addEventListener("click", () => map.zoomIn(motion(), { byHand: true }));
  byId("zoom-out").addEventListener("click", () => map.zoomOut(motion(), { byHand: true }));
  for (const id of ["recentre", "recentre-phone"]) byId(id).addEventListener("click", () => { put({ view: null }); frame(map, wanted()); });
}

/** The chosen zone comes into view when it is out of it. */
function revealZone(map) {
  const zone = app.zoneById.get(app.zone);
  const bbox = zone && bounds(zone.geometry);
  if (!bbox) return;
  const seen = map.getBounds();
  if (!seen.contains([bbox[0], bbox[1]]) || !seen.contains([bbox[2], bbox[3]])) frame(map, bbox);
}

/** Does all of this lie on the part of the map that nothing covers? */
function inSight(map, [w, s, e, n]) {
  const { width, height } = map.getContainer().getBoundingClientRect();
  const [first, last] = [map.project([w, n]), map.project([e, s])];
  const bottom = height - (map.getPadding().bottom || margins().bottom - 56);
  return first.x > 0 && first.y > 0 && last.x < width && last.y < bottom;
}

/** The chosen step comes to the middle of what is seen of the map. */
function showStep(map) {
  const center = stepPoint();
  if (center) map.easeTo({ center, zoom: Math.max(map.getZoom(), 16.5), duration: still.matches ? 0 : 260 });
}

/** A territory without a base map says so on its bare ground. */
function sayBase() {
  byId("nobase").hidden = Boolean(app.place.basemap);
  byId("nobase").textContent = app.place.basemap ? "" : NO_BASE_HERE;
}

function canDraw() {
  const probe = document.createElement("canvas");
  return Boolean(probe.getContext("webgl2"));
}

/** Starts the map once the territory is known; resolves to what the rest of the page may ask of it. */
export async function startMap(assets) {
  if (!canDraw()) {
    byId("nomap").hidden = false;
    byId("nomap").replaceChildren(NO_MAP.title, document.createElement("br"), NO_MAP.detail);
    return null;
  }
  setWorkerUrl(new URL(assets.worker, location.origin).href);
  addProtocol("pmtiles", new Protocol().tile);
  await document.fonts.load('600 13px "Inter Semibold"');
  let colours = theme();
  let moved = false;
  const start = app.view ? { center: [app.view.lon, app.view.lat], zoom: app.view.zoom } : { bounds: box(wanted()), fitBoundsOptions: { padding: margins() } };
  const map = new MapLibre({
    container: "map", style: style(colours), ...start, locale: MAP_LOCALE, attributionControl: false, dragRotate: false, pitchWithRotate: false,
    touchPitch: false, fadeDuration: still.matches ? 0 : 160, canvasContextAttributes: { preserveDrawingBuffer: true }, maxZoom: 19, minZoom: 8, maxBounds: box(limits()),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  const redraw = () => { drawZones(map); drawRoute(map, app.route, routeStops()); drawStops(map, app.stops); drawSeen(map); drawRoom(map); };
  map.on("style.load", () => { addImages(map, colours, KINDS); redraw(); });
  map.on("load", () => { byId("map").dataset.ready = "yes"; });
  map.on("movestart", (event) => { moved ||= Boolean(event.originalEvent || event.byHand); });
  map.on("error", (event) => { if (event.sourceId === "base") { byId("nobase").hidden = false; byId("nobase").textContent = NO_BASEMAP; } });
  listen(map);
  tools(map);
  startPoints(map);
  startBayMarks(map);
  crosshair(map);
  sayBase();
  store.on(["at", "bands", "decisions", "layers", "zone", "zones"], () => drawZones(map));
  store.on(["route"], () => drawRoute(map, app.route, routeStops()));
  store.on(["stops"], () => drawStops(map, app.stops));
  // A way that goes farther than its ends is framed once it is known, unless somebody has moved the map.
  store.on(["route"], () => {
    const way = app.route?.geometry && bounds(app.route.geometry);
    if (way && !app.view && !moved && !inSight(map, way)) frame(map, wanted());
  });
  store.on(["zone"], () => revealZone(map));
  store.on(["shown", "step", "route"], () => drawSeen(map));
  store.on(["step"], () => showStep(map));
  startPaper(map, (padding) => map.fitBounds(box(wanted()), { padding, maxZoom: 16.5, duration: 0 }));
  return {
    aimAtCentre(end) { const { lng, lat } = map.getCenter(); placeStop(end, [Number(lng.toFixed(5)), Number(lat.toFixed(5))]); },
    recolour() { colours = theme(); map.setStyle(style(colours), { diff: false }); },
    /** The panel hides this many pixels at the bottom; as long as nobody has moved the map, it is framed again. */
    cover(bottom) {
      map.setPadding({ bottom });
      const mostlyHidden = bottom > map.getContainer().clientHeight * 0.6;
      if (!app.view && !moved && !mostlyHidden) frame(map, wanted(), false);
      crosshair(map);
      drawRoom(map);
    },
    /** The territory has changed: other ground, other limits, other zones. */
    move() {
      moved = false;
      sayBase();
      map.setMaxBounds(null);
      map.setStyle(style(colours), { diff: false });
      if (app.view) map.jumpTo({ center: [app.view.lon, app.view.lat], zoom: app.view.zoom });
      else frame(map, wanted(), false);
      map.setMaxBounds(box(limits()));
    },
    async streetsAround(point) {
      if (!map.areTilesLoaded()) await map.once("idle");
      return streetsAround(map, point, 500);
    },
  };
}
