/** The map of bays, loaded at the first need: the bay looked at, its neighbours, where one stands. */

import { Map as MapLibre, Marker, addProtocol, setWorkerUrl } from "maplibre-gl";
import { Protocol } from "pmtiles";
import { h, icon } from "../dom.js";
import { NB } from "../french.js";
import { bareLayers, baseLabels, baseLayers } from "../map/base.js";
import { theme } from "../map/theme.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
let prepared = false;

function style(basemap) {
  const colours = theme();
  return {
    version: 8, sources: basemap ? { base: { type: "vector", url: `pmtiles://${location.origin}${basemap}`, attribution: "© OpenStreetMap" } } : {},
    layers: basemap ? [...baseLayers(colours), ...baseLabels(colours)] : bareLayers(colours),
  };
}

const said = (bay) => {
  const free = bay.state?.free ?? -1;
  return `${bay.name}${NB}: ${free < 0 ? "état inconnu" : free === 0 ? "complète" : `${free} place${free > 1 ? "s" : ""} libre${free > 1 ? "s" : ""}`}`;
};

/** A map in an element; `chosen(bay)` is called when a bay is tapped. Null where the phone cannot draw one. */
export async function drawMap(element, { worker, basemap, chosen }) {
  if (!document.createElement("canvas").getContext("webgl2")) return null;
  if (!prepared) {
    setWorkerUrl(new URL(worker, location.origin).href);
    addProtocol("pmtiles", new Protocol().tile);
    prepared = true;
  }
  await document.fonts.load('600 13px "Inter Semibold"').catch(() => {});
  const map = new MapLibre({ container: element, style: style(basemap), center: [2.35, 48.85], zoom: 15.5, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, fadeDuration: 0, maxZoom: 19 });
  map.touchZoomRotate.disableRotation();
  map.on("load", () => { element.dataset.ready = "yes"; });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(style(basemap), { diff: false }));
  let [shown, markers, me, drawn, at, moved] = [[], [], null, "", { key: null, centre: null }, false];
  map.on("dragstart", () => { moved = true; });
  map.on("resize", () => { if (at.centre && !moved) map.jumpTo({ center: at.centre }); });

  function mark(bays, bay) {
    const wanted = JSON.stringify([bay?.id, bays.map(({ id, state }) => [id, state?.free])]);
    if (wanted === drawn) return;
    drawn = wanted;
    const focused = markers.findIndex((marker) => marker.getElement() === document.activeElement);
    markers.forEach((marker) => marker.remove());
    markers = bays.map((one) => {
      const free = one.state?.free ?? -1;
      const button = h("button", { type: "button", class: "poi", "aria-label": said(one), "aria-pressed": String(one.id === bay?.id), "data-free": free < 0 ? "unknown" : free === 0 ? "none" : "some" }, icon("bay"), free > 0 && h("span", { class: "free" }, String(free)));
      button.addEventListener("click", (event) => { event.stopPropagation(); chosen(shown.find(({ id }) => id === one.id)); });
      return new Marker({ element: button }).setLngLat(one.position).addTo(map);
    });
    markers[focused]?.getElement().focus({ preventScroll: true });
  }

  return {
    /** Shows these bays and the one chosen; the map moves to it once, and stays where a hand puts it. */
    show(bays, bay, position) {
      shown = bays;
      mark(bays, bay);
      if (position && !me) me = new Marker({ element: h("span", { class: "me", role: "img", "aria-label": "Vous êtes ici" }) }).setLngLat(position).addTo(map);
      if (position) me.setLngLat(position);
      const [key, centre] = [bay?.id ?? (position ? "me" : null), bay?.position ?? position];
      if (!centre || key === at.key) return;
      [at, moved] = [{ key, centre }, false];
      map[still.matches ? "jumpTo" : "easeTo"]({ center: centre, duration: 260 });
    },
    resize() { map.resize(); },
  };
}
