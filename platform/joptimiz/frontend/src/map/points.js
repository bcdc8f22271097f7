/** The stops on the map: numbered discs; a refused one is an octagon with the same number. A place alone has none. */

import { Marker } from "maplibre-gl";
import { roleOf } from "../itinerary.js";
import { hasStreets, placeStop, store } from "../model.js";
import { stopState } from "../ui/current.js";
import { MARKER, MARKER_PLACE } from "../words.js";

const app = store.value;
const STEP = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] };
const SHAPES = {
  "": `<circle class="disc" cx="17" cy="17" r="13"/>`,
  refused: `<path class="oct" d="M11.4 3.5h11.2l7.9 7.9v11.2l-7.9 7.9H11.4l-7.9-7.9V11.4Z"/>`,
  doubtful: `<rect class="sq" x="4" y="4" width="26" height="26" rx="2"/>`,
};

function face(number, state) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 34 34" aria-hidden="true">${SHAPES[state]}<text x="17" y="21.5">${number}</text></svg>`;
  return document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
}

const rounded = ({ lng, lat }) => [Number(lng.toFixed(5)), Number(lat.toFixed(5))];

/** Arrow keys move a stop by a little on the screen; the first of a series makes a step of the history. */
function listenKeys(map, element, index) {
  let moving = false;
  element.addEventListener("keydown", (event) => {
    if (!(event.key in STEP)) return;
    event.preventDefault();
    event.stopPropagation();
    const [dx, dy] = STEP[event.key];
    const at = map.project(app.stops[index].position);
    placeStop(index, rounded(map.unproject([at.x + dx, at.y + dy])), { push: !moving });
    moving = true;
  });
  element.addEventListener("blur", () => { moving = false; });
}

function makeMarker(map, index) {
  const element = document.createElement("button");
  element.type = "button";
  const marker = new Marker({ element, draggable: true }).setLngLat([0, 0]);
  element.className += " stop";
  marker.on("dragend", () => placeStop(index, rounded(marker.getLngLat())));
  element.addEventListener("click", (event) => event.stopPropagation());
  listenKeys(map, element, index);
  return { marker, element, shown: false };
}

function drawMarker(made, map, index) {
  const { marker, element, shown } = made;
  const position = app.stops[index]?.position;
  made.shown = Boolean(position) && (hasStreets() || index === app.stops.length - 1);
  if (!made.shown) {
    if (shown) marker.remove();
    return;
  }
  const state = stopState(index);
  element.setAttribute("aria-label", hasStreets() ? MARKER(roleOf(app.stops, index), index + 1) : MARKER_PLACE);
  element.replaceChildren(face(hasStreets() ? index + 1 : "", state));
  element.classList.toggle("refused", state === "refused");
  element.classList.toggle("doubtful", state === "doubtful");
  marker.setLngLat(position);
  if (!shown) marker.addTo(map);
}

export function startPoints(map) {
  const made = [];
  const draw = () => {
    while (made.length < app.stops.length) made.push(makeMarker(map, made.length));
    made.forEach((each, index) => drawMarker(each, map, index));
  };
  store.on(["stops", "route", "asked", "zone", "place"], draw);
  draw();
}
