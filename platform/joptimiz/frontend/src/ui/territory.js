/** The territory: named at the top of the page, changed from the directory when there are several. */

import { byId, h } from "../dom.js";
import { wallOf } from "../clock.js";
import { spaced } from "../french.js";
import { goTo, hasStreets, store } from "../model.js";
import { clockNote, legal } from "../sentences.js";
import { DEMO, NO_STREETS_HERE } from "../words.js";

const app = store.value;

function drawSwitches() {
  for (const select of document.querySelectorAll("[data-territories]")) {
    select.replaceChildren(...app.places.map((place) => h("option", { value: place.slug }, spaced(place.name))));
    select.value = app.place?.slug ?? "";
    select.closest("[data-several]").toggleAttribute("data-one", app.places.length < 2);
  }
}

/** Without streets there is no trip: one point is asked for, and the page says why. */
function drawStreets() {
  byId("no-streets").hidden = hasStreets();
  byId("no-streets").textContent = NO_STREETS_HERE;
}

function drawPlace() {
  drawSwitches();
  if (!app.place) return;
  const name = spaced(app.place.name);
  for (const here of document.querySelectorAll("[data-place-name]")) here.textContent = name;
  byId("title").textContent = `Carte des règles de circulation, ${name}`;
  document.title = `${name}, carte des règles de circulation`;
  for (const tag of document.querySelectorAll("[data-demo]")) {
    tag.textContent = DEMO;
    tag.hidden = !app.place.demonstration;
  }
  for (const link of document.querySelectorAll("[data-place-page]")) link.href = `/t/${encodeURIComponent(app.place.slug)}`;
  byId("foot-legal").textContent = legal(app.place);
  drawStreets();
}

/** The hours shown are those of the territory: said when this device's clock shows others. */
function drawClock() {
  if (!app.place || !app.at) return;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const note = wallOf(here, Date.now()) === wallOf(app.place.timezone, Date.now()) ? "" : clockNote(app.place.timezone, app.at);
  for (const place of document.querySelectorAll("[data-clock]")) {
    place.textContent = note;
    place.hidden = !note;
  }
}

export function startTerritory() {
  for (const select of document.querySelectorAll("[data-territories]")) select.addEventListener("change", () => goTo(select.value));
  store.on(["place", "places"], drawPlace);
  store.on(["place", "at"], drawClock);
}
