/** The map page: form, answer, hours, list and map over one state, which is the address. */

import { byId } from "./dom.js";
import { roleOf } from "./itinerary.js";
import { startBays } from "./bays.js";
import { startNames } from "./geocoder.js";
import { startHelp, useStreets } from "./help.js";
import { startLayers } from "./ui/layers.js";
import { startLive } from "./live.js";
import { startPlanner } from "./planner.js";
import { hasStreets, listenToHistory, start, store } from "./model.js";
import { startAnswer } from "./ui/answer.js";
import { startAsk } from "./ui/ask.js";
import { startBayList } from "./ui/bays.js";
import { startFleet } from "./ui/fleet.js";
import { startHourbar } from "./ui/hourbar.js";
import { startItinerary } from "./ui/itinerary.js";
import { startMissing } from "./ui/missing.js";
import { startRights } from "./ui/rights.js";
import { startScheme } from "./ui/scheme.js";
import { covered, openSheet, startSheet } from "./ui/sheet.js";
import { startShare } from "./ui/share.js";
import { startTerritory } from "./ui/territory.js";
import { startZoneList } from "./ui/zonelist.js";
import { AIM } from "./words.js";

const app = store.value;
const assets = document.documentElement.dataset;
let chart = null;

function drawAim() {
  const aiming = Boolean(app.aim !== null && app.place);
  byId("aim").hidden = !aiming;
  byId("map").classList.toggle("aiming", aiming);
  if (aiming) byId("aim-text").textContent = hasStreets() ? AIM[roleOf(app.stops, app.aim)](app.aim + 1) : AIM.place();
}

function legend() {
  const button = byId("show-legend");
  const panel = byId("legend");
  const phone = matchMedia("(max-width: 899px)");
  const show = (open) => { panel.hidden = !open; button.setAttribute("aria-expanded", String(open)); };
  button.addEventListener("click", () => show(panel.hidden));
  phone.addEventListener("change", () => show(!phone.matches));
  show(!phone.matches);
}

async function run() {
  openSheet("answer");
  startScheme(() => chart?.recolour());
  startAsk();
  startFleet();
  startItinerary();
  startShare();
  startNames();
  startTerritory();
  startRights();
  startHourbar();
  startAnswer();
  startMissing();
  startHelp();
  startPlanner();
  startLive();
  startZoneList();
  startBayList();
  startSheet((bottom) => chart?.cover(bottom));
  legend();
  startLayers();
  startBays();
  byId("aim-centre").addEventListener("click", () => chart?.aimAtCentre(app.aim));
  byId("aim-stop").addEventListener("click", () => store.set({ aim: null }));
  addEventListener("keydown", (event) => { if (event.key === "Escape") store.set({ aim: null }); });
  store.on(["aim", "place"], drawAim);
  listenToHistory();
  store.on(["place"], async () => {
    if (!app.place) return;
    if (chart) { chart.move(); return; }
    const { startMap } = await import("./map/map.js");
    chart = await startMap(assets);
    useStreets(async (point) => (await chart?.streetsAround(point)) ?? []);
    chart?.cover(covered());
  });
  await start();
}

run();
