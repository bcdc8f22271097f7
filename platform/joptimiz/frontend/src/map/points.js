/** The two ends of the trip on the map: numbered discs; a refused one is an octagon with the same number. A place alone has none. */

import { Marker } from "maplibre-gl";
import { hasStreets, isTrip, store } from "../model.js";
import { place } from "../ui/ask.js";
import { current } from "../ui/current.js";
import { MARKER, MARKER_PLACE } from "../words.js";

const app = store.value;
const NUMBER = { from: "1", to: "2" };
const SHAPES = {
  "": `<circle class="disc" cx="17" cy="17" r="13"/>`,
  refused: `<path class="oct" d="M11.4 3.5h11.2l7.9 7.9v11.2l-7.9 7.9H11.4l-7.9-7.900V11.400Z"/>`,
  doubtful: `<rect class="sq" x="4" y="4" width="26" height="26" rx="2"/>`,
};

function face(end, state) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 34 34" aria-hidden="true">${SHAPES[state]}<text x="17" y="21.500">${hasStreets() ? NUMBER[end] : ""}</text></svg>`;
  return document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
}

/** How a stop stands in the answer: "", "refused" or "doubtful". */
function stateOf(end) {
  const stop = end === "from" ? app.route?.stops?.[0] : app.route?.stops?.at(-1);
  const alone = end === "to" && !app.zoneById.has(app.zone) ? current().verdict : null;
  const verdict = isTrip() ? (stop?.served === false ? stop.verdict : null) : alone;
  return verdict === "forbidden" ? "refused" : verdict === "unknown" ? "doubtful" : "";
}

const STEP = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] };

function makeMarker(map, end) {
  const element = document.createElement("button");
  element.type = "button";
  const marker = new Marker({ element, draggable: true }).setLngLat([0, 0]);
  element.className += " stop";
  marker.on("dragend", () => {
    const { lng, lat } = marker.getLngLat();
    place(end, [Number(lng.toFixed(5)), Number(lat.toFixed(5))]);
  });
  element.addEventListener("click", (event) => event.stopPropagation());
  element.addEventListener("keydown", (event) => {
    if (!(event.key in STEP)) return;
    event.preventDefault();
    event.stopPropagation();
    const [dx, dy] = STEP[event.key];
    const at = map.project(app[end]);
    const { lng, lat } = map.unproject([at.x + dx, at.y + dy]);
    place(end, [Number(lng.toFixed(5)), Number(lat.toFixed(5))], { push: false });
  });
  return { marker, element, shown: false };
}

export function startPoints(map) {
  const ends = { from: makeMarker(map, "from"), to: makeMarker(map, "to") };
  const draw = () => {
    for (const [end, { marker, element, shown }] of Object.entries(ends)) {
      const wanted = Boolean(app[end]) && (end === "to" || hasStreets());
      if (wanted) {
        element.setAttribute("aria-label", hasStreets() ? MARKER[end] : MARKER_PLACE);
        marker.setLngLat(app[end]);
        const state = stateOf(end);
        element.replaceChildren(face(end, state));
        element.classList.toggle("refused", state === "refused");
        element.classList.toggle("doubtful", state === "doubtful");
        if (!shown) marker.addTo(map);
      } else if (shown) marker.remove();
      ends[end].shown = wanted;
    }
  };
  store.on(["from", "to", "route", "asked", "zone", "place"], draw);
  draw();
}
