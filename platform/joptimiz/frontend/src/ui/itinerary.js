/** The stops of the trip, in order: added, removed and put back, moved by hand or by button, turned round. */

import { byId, fill, h, icon } from "../dom.js";
import { MOST_STOPS, moved, ranked, reversed, roleOf, sameTrip, without, withNew } from "../itinerary.js";
import { hasStreets, nextAim, put, store } from "../model.js";
import { stopCalled } from "../sentences.js";
import { STOPS } from "../words.js";
import { startReorder } from "./reorder.js";
import { openSheet } from "./sheet.js";
import { StopRow } from "./stoprow.js";

const app = store.value;
const rows = [];
let open = null;
/** The stop taken out last, as long as nothing else has changed: `{stops, index, name, after}`. */
let gone = null;
let offered = null;

const called = (index) => stopCalled(roleOf(app.stops, index), index + 1);

/** What the server said against a stop, at the very field it speaks of. */
function refusals() {
  const said = new Map();
  const asked = ranked(app.stops);
  for (const { pointer, message, hint } of app.trouble.route?.problems ?? []) {
    const index = asked[/^\/stops\/(\d+)/.exec(pointer ?? "")?.[1]]?.index;
    if (index !== undefined) said.set(index, [message, hint].filter(Boolean).join(" "));
  }
  return said;
}

/** Another order or number of stops: fields are numbered, so what was being written in them is let go. */
function arrange(stops, focus) {
  rows.forEach((row) => row.forget());
  put({ stops }, { push: true });
  store.set({ aim: nextAim() });
  draw();
  focus?.();
}

function add() {
  arrange(withNew(app.stops), () => {});
  const index = app.stops.length - 2;
  store.set({ aim: index });
  rows[index].search.input.focus();
}

function remove(index) {
  const before = app.stops;
  const name = called(index);
  open = null;
  arrange(without(before, index));
  gone = { stops: before, index, name, after: app.stops };
  draw();
  byId("stop-back").querySelector("button").focus();
}

function putBack() {
  const { stops, index } = gone;
  gone = null;
  arrange(stops, () => rows[index].more.focus());
}

function move(from, to) {
  const name = called(from);
  const last = app.stops.length - 1;
  const rank = Math.max(0, Math.min(last, to));
  if (rank === from) return;
  const pressed = document.activeElement?.dataset.act;
  if (open === from) open = rank;
  arrange(moved(app.stops, from, rank), () => {
    const wanted = [pressed, "up", "down"].map((act) => act && rows[rank].element.querySelector(`[data-act="${act}"]:not([hidden])`)).find(Boolean);
    if (pressed) wanted?.focus();
  });
  tell(STOPS.moved(name, rank + 1));
}

const lists = {
  remove, move,
  fold(index) { open = open === index ? null : index; draw(); },
  rowAt: (index) => rows[index],
  onMap(index) { store.set({ aim: index }); openSheet("answer"); },
};

/** Said to who does not see the list. */
const tell = (text) => { byId("stops-told").textContent = text; };

function drawBack() {
  if (gone && !sameTrip(gone.after, app.stops)) gone = null;
  // Said once: made anew at every answer, it would lose the focus it has and be read out again.
  if (offered === gone) return;
  offered = gone;
  fill(byId("stop-back"), gone && [h("span", {}, STOPS.removed(gone.name)),
    h("button", { type: "button", class: "textbtn", onclick: putBack }, STOPS.back)]);
  byId("stop-back").hidden = !gone;
}

function draw() {
  const list = byId("stops");
  while (rows.length < app.stops.length) rows.push(new StopRow(rows.length, lists));
  const wanted = rows.slice(0, app.stops.length).map((row) => row.element);
  for (const child of [...list.children]) if (!wanted.includes(child)) child.remove();
  for (const element of wanted) if (element.parentElement !== list) list.append(element);
  const said = refusals();
  wanted.forEach((_, index) => rows[index].draw(said.get(index) ?? "", open === index));
  list.toggleAttribute("data-several", hasStreets());
  byId("stop-acts").hidden = !hasStreets();
  const full = app.stops.length >= MOST_STOPS;
  byId("stop-add").hidden = full;
  byId("stops-full").hidden = !full;
  drawBack();
}

export function startItinerary() {
  byId("stop-add").append(icon("plus", true), STOPS.add);
  byId("stop-turn").append(icon("swap", true), STOPS.reverse);
  byId("stops-full").textContent = STOPS.full;
  byId("stops").setAttribute("aria-label", STOPS.list);
  byId("stop-add").addEventListener("click", add);
  byId("stop-turn").addEventListener("click", () => { open = null; arrange(reversed(app.stops)); tell(STOPS.reversed); });
  startReorder(byId("stops"), move);
  store.on(["stops", "near", "route", "trouble", "place", "activity", "asked", "zone"], draw);
  draw();
}
