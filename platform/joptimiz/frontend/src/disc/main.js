/** The disc: two taps to set it, one to leave; on the phone first, sent when there is a network. */

import { fill, h, icon, patch } from "../dom.js";
import { NB } from "../french.js";
import { Clock } from "../scanner/clock.js";
import { attempt, dropHold, explain, extend, forget, heard, holdBay, keepStay, merged, report, setDisc, takeBack, tidy } from "./acts.js";
import { askPermission, canPush, ring, stayLit, subscribe } from "./alerts.js";
import { keepBays, readBays, recallBays } from "./bays.js";
import { openBays, openCode, openMenu, openPast, openReport, openVehicles, openWhy } from "./dialogs.js";
import { findScreen } from "./find-screen.js";
import { follow } from "./following.js";
import { proposed, signOf } from "./near.js";
import { flush, waiting } from "./queue.js";
import { Remote } from "./remote.js";
import { openScan } from "./scan.js";
import { stayScreen } from "./stay-screen.js";
import { keep, kept, stock } from "./stock.js";
import { choose, chosen, fleetRows, fleetVehicles, listVehicles, nameOf, plateOf, vehicleForm } from "./vehicles.js";
import { leftSaid } from "./words.js";

const [EVERY, TAP] = [30_000, 1_200];
const body = document.body;
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const clock = new Clock(null, { ticks: () => Date.now() });
const app = {
  clock, remote: new Remote(clock), vehicles: [], vehicle: null, fleet: [], bays: [], bay: null, picked: null, places: [], territory: null, position: null, place: null,
  stays: [], hold: null, reason: "delivery", sign: null, notice: null, loaded: false, looking: false, alerted: false, left: 0,
  get now() { return clock.device() + (clock.skew ?? 0) * 1000; },
  get timezone() { return this.places.find(({ slug }) => slug === (this.bay?.territory ?? this.territory))?.timezone ?? "Europe/Paris"; },
  get network() { return body.dataset.network ?? "on"; },
  get canAsk() { return canPush(body.dataset.push) === "default"; },
};
let [screen, map] = [null, null];
/** The phase that was told last, of which stay: a page drawn anew rings once. */
let told = { id: null, phase: null };

const running = () => app.stays.find((stay) => !stay.ended_at && stay.vehicle.id === app.vehicle?.id) ?? null;

/** One tap, one act: what comes again within the second, for the same vehicle, is the same finger. */
function once(work) {
  const until = new Map();
  return async (...given) => {
    const { id } = app.vehicle;
    if (performance.now() < (until.get(id) ?? 0)) return;
    until.set(id, performance.now() + TAP);
    await attempt(app, () => work(...given));
    draw();
    await send();
  };
}

const act = {
  set: once(async () => {
    await setDisc(app);
    Object.assign(app, { sign: null, picked: null, looking: false, notice: null, alerted: false });
  }),
  leave: once((stay) => takeBack(app, stay).then(() => { app.notice = { text: "Disque repris. Bonne route." }; })),
  why: (stay) => openWhy(once((reason) => explain(app, stay, reason).then(() => { app.notice = { text: "Raison gardée, merci." }; }))),
  extend: once((stay) => extend(app, stay)),
  hold: once(async () => holdBay(app, app.bay)),
  unhold: once(() => dropHold(app, { tell: true })),
  reason: (reason) => { app.reason = reason; keep("reason", reason).catch(() => {}); },
  report: (stay) => openReport(once(async (kind, cause) => {
    await report(app, stay?.bay ?? app.bay, kind, cause);
    app.notice = { text: "Signalement gardé, merci." };
    if (!stay?.bay && kind === "full") app.bay = proposed(app.bays.filter(({ id }) => id !== app.bay.id), app.position) ?? app.bay;
  })),
  alert: async (stay) => {
    app.alerted = (await askPermission()) && (await subscribe(app.remote, body.dataset.push, stay));
    draw();
  },
  go: (bay) => look(bay),
  other: () => openBays(app, { choose: look, code: act.code, scan: act.scan }),
  code: () => openCode(app, findCode),
  scan: () => openScan(findCode, act.code),
};

/** Another bay is looked at, chosen by hand. */
function look(bay) {
  Object.assign(app, { bay, picked: bay.id, looking: Boolean(running()), sign: app.sign?.code === bay.code ? app.sign : null, notice: null });
  draw();
  if (!bay.conditions) load({ territory: bay.territory, code: bay.code }).then(draw);
}

/** The bay of a code, or what is wrong; read on the phone first, so that it works without a network. */
async function findCode(code, territory, typed = true) {
  app.territory = territory ?? app.territory;
  const find = (bays) => bays.find((bay) => bay.code === code && bay.territory === app.territory);
  if (!find(app.bays)?.conditions) await load({ territory: app.territory, code });
  const bay = find(app.bays);
  if (!bay) return "Aucune aire ne porte ce code ici. Vérifiez-le sur le panneau.";
  Object.assign(app, { bay, picked: null, sign: { code, territory: bay.territory, typed }, looking: Boolean(running()) });
  draw();
  return null;
}

/** Reads the bays, keeps them, proposes one; without a network, what was kept. */
async function load(asked = { position: app.position, territory: app.territory }) {
  try {
    const bays = await readBays(app.remote, { ...asked, vehicle: app.vehicle });
    body.dataset.network = "on";
    app.bays = bays;
    await keepBays(bays).catch(() => {});
  } catch (error) {
    body.dataset.network = error.kind === "offline" ? "off" : "on";
    app.bays = await recallBays(asked.position, asked.territory, app.now).catch(() => []);
  }
  app.territory = app.bays[0]?.territory ?? app.territory;
  app.loaded = true;
  const same = app.bay && app.bays.find(({ id }) => id === app.bay.id);
  app.bay = same ?? (app.picked || app.sign ? app.bay : proposed(app.bays, app.position));
}

let whole = null;

/** The whole territory is kept once in a visit, so that a code is found without a network. */
async function keepWhole() {
  if (!app.territory || whole === app.territory || body.dataset.network === "off") return;
  whole = app.territory;
  await readBays(app.remote, { territory: whole }).then(keepBays).catch(() => { whole = null; });
}

/** Sends what waits; what was refused is told. */
async function send() {
  try {
    await flush(app.remote, async (sent, became) => {
      await heard(app, sent, became);
      if (sent.kind === "start" && became.answer && canPush(body.dataset.push) === "granted") subscribe(app.remote, body.dataset.push, { id: sent.id }).then((yes) => { app.alerted = yes; draw(); });
    });
    body.dataset.network = "on";
  } catch {
    body.dataset.network = "off";
  }
  app.left = (await waiting().catch(() => [])).length;
  draw();
}

/** What the server knows better: a disc that ended by itself, one that was extended elsewhere. */
async function refresh() {
  for (const stay of app.stays.filter((one) => !one.ended_at && one.sent)) {
    const answer = await app.remote.ask(`/api/v1/stays/${stay.id}`).catch(() => null);
    if (!answer) continue;
    await keepStay(app, merged(stay, answer));
    if (answer.ended_at) app.notice = { text: answer.sentence };
  }
}

function drawSetup() {
  const done = async (vehicle) => {
    await attempt(app, () => choose(vehicle));
    Object.assign(app, { vehicle, vehicles: [vehicle] });
    await meet();
  };
  if (!part("sheet").querySelector("form")) fill(part("sheet"), h("div", { class: "stack" }, h("h1", {}, "Le disque de livraison"), h("p", { class: "muted" }, "Deux gestes pour poser, un pour repartir. Sans compte, sans nom.")), h("section", { class: "stack", "data-part": "own" }), vehicleForm({ first: true, done }));
  if (!part("own").childElementCount) fill(part("own"), fleetRows(app.fleet, "h2", done));
  part("own").hidden = !app.fleet.length;
}

function draw() {
  const stay = app.looking ? null : running();
  const state = !app.vehicle ? "setup" : stay ? "stay" : "find";
  const changed = body.dataset.state !== state || (stay && screen?.id !== stay.id);
  body.dataset.state = state;
  drawHead(stay);
  if (state === "stay") {
    if (changed || !screen) screen = { id: stay.id, ...stayScreen(part("sheet"), app, stay, act) };
    else screen.renew(stay);
    tick();
  } else {
    screen = null;
    delete body.dataset.phase;
    if (state === "setup") drawSetup();
    else patch(part("sheet"), findScreen(app, act));
  }
  if (state === "find") drawGround();
  stayLit(state === "stay");
  if (changed) part("sheet").scrollTop = 0;
}

function drawHead(stay) {
  const back = app.looking && running();
  patch(part("head"),
    back ? h("button", { class: "btn", type: "button", "data-key": "back", onclick: () => { app.looking = false; draw(); } }, icon("left"), "Mon disque") : h("button", { class: "btn btn--icon", type: "button", "data-key": "menu", "aria-label": "Historique et réglages", onclick: () => openMenu({ past: () => openPast(app, { forget: async (stays) => { for (const stay of stays) await forget(app, stay.id); draw(); } }), vehicles }) }, icon("more")),
    app.vehicle && h("button", { class: "vehicle", type: "button", "data-key": "vehicle", "aria-label": `Véhicule ${plateOf(app.vehicle) || nameOf(app.vehicle)}, changer`, onclick: vehicles }, plateOf(app.vehicle) ? h("span", { class: "plate" }, h("span", {}, plateOf(app.vehicle))) : h("span", { class: "chip" }, nameOf(app.vehicle))));
  const others = app.stays.filter((one) => !one.ended_at && one.id !== stay?.id && one.vehicle.id !== app.vehicle?.id);
  patch(part("said"), [
    app.notice && h("div", { class: app.notice.wrong ? "say wrong" : "say" }, app.notice.text, app.notice.confirm && h("div", { class: "thumb" }, h("button", { class: "btn", type: "button", onclick: act.scan }, "Lire le panneau"), h("button", { class: "btn", type: "button", onclick: act.code }, "Saisir le code"))),
    body.dataset.network === "off" && h("p", { class: "say" }, icon("offline", true), " ", ["Hors ligne.", leftSaid(app.left)].filter(Boolean).join(" ")),
    others.map((one) => h("p", { class: "say" }, `Disque en cours${NB}: ${plateOf(one.vehicle) || nameOf(one.vehicle)}, ${one.bay?.name ?? ""}. `, h("button", { class: "textbtn", type: "button", onclick: () => pick(one.vehicle) }, "Voir"))),
  ]);
}

async function pick(vehicle) {
  await attempt(app, () => choose(vehicle));
  app.vehicles = await listVehicles().catch(() => [vehicle]);
  Object.assign(app, { vehicle, looking: false });
  draw();
  await load();
  draw();
}

const vehicles = () => openVehicles(app, {
  choose: pick, add: pick,
  remove: async (vehicle) => {
    await stock.remove("vehicles", vehicle.id);
    app.vehicles = await listVehicles();
    if (vehicle.id === app.vehicle.id) await pick(app.vehicles[0]);
  },
});

async function drawGround() {
  const ground = part("ground");
  const wanted = Boolean(app.bays.length) && body.dataset.network !== "off";
  ground.hidden = !wanted && !map;
  if (map) map.show(app.bays, app.bay, app.position);
  if (!wanted || map || map === undefined) return;
  map = undefined;
  const basemap = app.places.find(({ slug }) => slug === app.bays[0].territory)?.basemap;
  const made = await import(body.dataset.map).then(({ drawMap }) => drawMap(ground, { worker: body.dataset.worker, basemap, chosen: look })).catch(() => null);
  map = made;
  ground.hidden = !made;
  made?.show(app.bays, app.bay, app.position);
}

function tick() {
  if (!screen) return;
  const phase = screen.tick();
  const entered = told.id === screen.id && told.phase !== phase;
  told = { id: screen.id, phase };
  if (!entered) return;
  ring(phase);
  part("spoken").textContent = part("sheet").querySelector(".verdict")?.textContent ?? "";
}

/** Reads, sends, draws: at the start, when the network comes back, when the page is seen again. */
async function meet() {
  if (!app.vehicle) {
    draw();
    return;
  }
  await send();
  await Promise.all([app.looking || !running() ? load() : load({ territory: running().territory }), refresh()]);
  await tidy(app).catch(() => {});
  app.hold = app.hold && Date.parse(app.hold.until) > app.now ? app.hold : null;
  draw();
  follow(app, draw);
  await keepWhole();
}

function watchPlace() {
  if (!navigator.geolocation) { app.place = "away"; return; }
  navigator.geolocation.watchPosition(async ({ coords }) => {
    const first = !app.position;
    app.position = [coords.longitude, coords.latitude];
    app.place = null;
    if (first && app.vehicle && !running()) { await load(); draw(); }
  }, (error) => {
    app.place = error.code === error.PERMISSION_DENIED ? "denied" : "away";
    if (!app.bay) draw();
  }, { enableHighAccuracy: true, maximumAge: 15_000, timeout: 15_000 });
}

async function recall() {
  clock.skew = (await kept("skew")) ?? null;
  Object.assign(app, { vehicles: await listVehicles(), stays: await stock.all("stays"), hold: (await kept("hold")) ?? null, reason: (await kept("reason")) ?? "delivery", territory: (await kept("territory")) ?? null, places: (await kept("places")) ?? [] });
  app.vehicle = await chosen(app.vehicles);
}

async function readPlaces() {
  const { territories: places } = await app.remote.ask("/api/v1/territories").catch(() => ({}));
  if (!places) return;
  app.places = places.map(({ slug, name, timezone, basemap }) => ({ slug, name, timezone, basemap }));
  await keep("places", app.places).catch(() => {});
}

async function start() {
  await recall().catch(() => { app.notice = { wrong: true, text: "Ce navigateur ne garde rien\u00a0: sortez de la navigation privée pour poser un disque sans réseau." }; });
  const sign = signOf(location.pathname);
  draw();
  await readPlaces();
  watchPlace();
  app.fleet = body.dataset.signed ? await fleetVehicles() : [];
  await meet();
  if (sign) {
    app.sign = { ...sign, typed: false };
    const trouble = await findCode(sign.code, sign.territory, false);
    if (trouble) { app.bay = null; draw(); }
  }
  setInterval(tick, 1_000);
  setInterval(() => { if (!document.hidden) meet(); }, EVERY);
  window.addEventListener("online", meet);
  window.addEventListener("focus", meet);
  document.addEventListener("visibilitychange", () => (document.hidden ? follow(app, draw) : meet()));
  body.dataset.ready = "yes";
}

const registered = ["/disque", "/B/"].map((scope) => navigator.serviceWorker?.register("/disque/sw.js", { scope }));
Promise.all(registered).then(() => navigator.serviceWorker?.ready).then(() => { body.dataset.kept = "yes"; }).catch(() => {});
navigator.storage?.persist?.();
await start();
