/** The bays on the map: a rounded square, its places free in a corner tab; close together, one mark with their count (symbology §3). */

import { Marker } from "maplibre-gl";
import { h, icon } from "../dom.js";
import { store } from "../model.js";
import { bayState, baySaid, groupSaid } from "../bay-sentences.js";

const app = store.value;
export const FROM_ZOOM = 13;
/** From this zoom on each bay stands for itself; before it, marks that would lie on each other are one. */
const ALONE_ZOOM = 17;
const APART = 34;

/** What would lie on each other, together: `[{ x, y, bays }]`, each where its first bay is. Pure. */
export function groups(placed, apart) {
  const made = [];
  for (const { x, y, bay } of placed) {
    const near = made.find((group) => Math.abs(group.x - x) < apart && Math.abs(group.y - y) < apart);
    if (near) near.bays.push(bay);
    else made.push({ x, y, bays: [bay] });
  }
  return made;
}

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function single(bay) {
  const [state, free] = [bayState(bay), bay.state.free];
  const chosen = app.bay === bay.id;
  const mark = h("button", { type: "button", class: "baymark", tabindex: "-1", "aria-label": baySaid(bay), "aria-pressed": String(chosen), "data-bay": bay.code, "data-free": state },
    icon("bay", true), state === "some" && h("span", { class: "free" }, free > 9 ? "9+" : String(free)));
  mark.addEventListener("click", (event) => { event.stopPropagation(); store.set({ bay: bay.id }); });
  return mark;
}

function several(map, bays) {
  const size = bays.length < 10 ? "" : bays.length < 50 ? " mid" : " big";
  const mark = h("button", { type: "button", class: `baygroup${size}`, tabindex: "-1", "aria-label": groupSaid(bays) }, String(bays.length));
  mark.addEventListener("click", (event) => {
    event.stopPropagation();
    map.easeTo({ center: bays[0].position, zoom: Math.min(map.getZoom() + 2, ALONE_ZOOM), duration: still() ? 0 : 260 }, { byHand: true });
  });
  return mark;
}

function marksOf(map) {
  if (map.getZoom() < FROM_ZOOM) return [];
  const seen = map.getBounds();
  const placed = [...app.bays.values()].filter(({ position }) => seen.contains(position)).map((bay) => ({ ...map.project(bay.position), bay }));
  // The one that is looked at always stands for itself.
  const chosen = placed.filter(({ bay }) => bay.id === app.bay);
  const others = placed.filter(({ bay }) => bay.id !== app.bay);
  const together = groups(others, map.getZoom() >= ALONE_ZOOM ? 0 : APART);
  return [...together.map(({ bays }) => bays), ...chosen.map(({ bay }) => [bay])];
}

/** Does the chosen bay lie where neither the panel nor its card covers it? */
function reveal(map) {
  const bay = app.bays.get(app.bay);
  if (!bay) return;
  const phone = matchMedia("(max-width: 899px)").matches;
  const { width, height } = map.getContainer().getBoundingClientRect();
  const cover = document.getElementById("bay-card").offsetHeight;
  const { x, y } = map.project(bay.position);
  const free = phone ? { left: 30, top: 90, right: width - 60, bottom: height - cover - 30 } : { left: 430, top: 60, right: width - 280, bottom: height - 200 };
  const inSight = x > free.left && x < free.right && y > free.top && y < free.bottom;
  if (inSight && map.getZoom() >= FROM_ZOOM) return;
  map.easeTo({ center: bay.position, zoom: Math.max(map.getZoom(), 16), offset: phone ? [0, 30] : [60, -40], duration: still() ? 0 : 260 }, { byHand: true });
}

export function startBayMarks(map) {
  const shown = new Map();
  const draw = () => {
    const wanted = new Map(marksOf(map).map((bays) => [bays.map(({ id }) => id).join(" "), bays]));
    for (const [key, { marker }] of shown) if (!wanted.has(key)) { marker.remove(); shown.delete(key); }
    for (const [key, bays] of wanted) {
      const face = bays.length > 1 ? "" : `${bayState(bays[0])} ${bays[0].state.free} ${app.bay === bays[0].id}`;
      if (shown.get(key)?.face === face) continue;
      shown.get(key)?.marker.remove();
      const element = bays.length > 1 ? several(map, bays) : single(bays[0]);
      shown.set(key, { face, marker: new Marker({ element }).setLngLat(bays[0].position).addTo(map) });
    }
  };
  const look = () => {
    const [[west, south], [east, north]] = map.getBounds().toArray();
    store.set({ looked: map.getZoom() < FROM_ZOOM ? null : [west, south, east, north] });
    draw();
  };
  map.on("moveend", look);
  store.on(["bays", "bay"], draw);
  store.on(["bay"], () => reveal(map));
  look();
}
