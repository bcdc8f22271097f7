/** The scanner of officers: a code or a plate, the verdict at once, the next one with one gesture; no network needed. */

import { claim, forget as forgetAll } from "../device.js";
import { duration } from "../french.js";
import { askFacts } from "./asking.js";
import { Camera } from "./camera.js";
import { Clock } from "./clock.js";
import { judge, judgePlate, judgeShown } from "./judging.js";
import { SignedOut, recall, refresh } from "./loading.js";
import { Place } from "./place.js";
import { ago, whySaid } from "./said.js";
import { drawVerdict } from "./screen.js";
import { Sight } from "./sight.js";
import { Full, all, get, newNumber, put, remove } from "./stock.js";
import { enqueue, flush, waiting } from "./sending.js";
import { beLoud, isLoud, play } from "./sounds.js";
import { linesOf, listToday, tellState, tellZones } from "./telling.js";
import { Typing, known, lookUp } from "./typing.js";

const EVERY = 60_000;
const TURNED = "joptimiz-controle-ailleurs";
const AGAIN = 1_500;
const [SELDOM, SOON] = [10_000, 2_000];
/** How long a pass that was seen is remembered on the device, in seconds: a shift. */
const SHIFT = 12 * 3600;
const body = document.body;
const { words, hands, slips } = JSON.parse(document.getElementById("said").textContent);
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const clock = new Clock();
const place = new Place((trouble) => hint("place", trouble));
let ground = null;
let asked = -SELDOM;
let last = { text: "", at: 0 };

const camera = new Camera(part("video"), body.dataset.wasm, {
  found: async (text, at) => {
    if (text === last.text && performance.now() - last.at < AGAIN) return;
    await check("code", text, at);
  },
  lost: () => sight.trip("camera_busy"),
});
const sight = new Sight(camera, part, {
  hint: (name) => hint("camera", name), fall: () => body.dataset.state === "scan" && typePlate(),
  // What is being typed, or read, is not taken away.
  rise: () => (body.dataset.state === "plate" && typing.empty ? scan() : camera.pause()),
});

/** One scan, from what was read to what is shown, kept and told; judged again with what the officer sees of the vehicle. */
async function check(means, text, started = performance.now(), seen = {}, at = clock.now()) {
  camera.pause();
  const told = await judged(text, at, seen);
  await show({ means, text, at, started, first: !Object.keys(seen).length }, told, (more) => check(means, text, performance.now(), { ...seen, ...more }, at));
  last = { text, at: performance.now() };
}

/** A key that nobody here knows may be new: what is published is asked for once, if it comes soon. */
async function judged(text, at, seen) {
  const judgeNow = () => judge(ground ?? { ring: null }, text, at, place.here(), seen);
  const told = await judgeNow();
  if (told.answer !== "unknown_key" || body.dataset.network !== "on" || performance.now() - asked < SELDOM) return told;
  asked = performance.now();
  await Promise.race([meet(), new Promise((done) => setTimeout(done, SOON))]);
  return judgeNow();
}

async function show({ means, text, at, started, first }, told, again, plate = told.payload?.plate ?? "") {
  const said = words[told.answer];
  const version = ground?.opened[told.territory];
  const code = told.payload?.code ?? null;
  const replay = first && code && (await get("seen", code).catch(() => null));
  const made = {
    id: newNumber(), at: new Date(at * 1000).toISOString(), answer: told.answer, means: means === "plate" ? "plate" : "code", code, zone: told.zones?.[0] ?? place.zone ?? "",
    position: place.position, plate: told.answer === "valid" ? "" : plate, data_at: ground ? new Date(ground.at * 1000).toISOString() : null,
    stamped_at: told.stamp ? new Date(told.stamp * 1000).toISOString() : null,
  };
  drawVerdict(part("verdict"), {
    words: said, why: told.why ?? (told.lost ? hands.keys_lost : whySaid(told, said, version, at)), plate, hidden: means === "code" && Boolean(told.payload) && !plate, pooled: Boolean(told.payload?.device),
    lines: linesOf(told, version, ground, at), replay: replay && `Déjà contrôlé ${ago(at - replay.at)}.`, note: (await kept(made, told, at)) ?? (told.note ?? (told.needs?.includes("place") ? part("hint-place").textContent : null)),
  });
  askFacts(part("facts"), told.needs ?? [], again);
  state("verdict");
  part("verdict").dataset.answer = told.answer;
  part("verdict").dataset.ms = Math.round(performance.now() - started);
  part("verdict").dataset.read = text.slice(-24);
  part("verdict").dataset.id = made.id;
  play(said);
  part("again").focus();
  send();
}

/** Keeps a check to be sent, and that this pass was seen; what to say where the device keeps nothing. */
async function kept(made, { territory, payload }, at) {
  try {
    await enqueue(made, body.dataset.officer);
    // Its plate is not kept: whoever types its number later compares with the sheet. What a telephone signs has no sheet.
    const pass = payload?.kind === undefined || payload.device ? {} : { pass: { territory, payload: { ...payload, plate: null } } };
    if (payload) await put("seen", { ...(await get("seen", payload.code)), code: payload.code, at, ...pass });
    return null;
  } catch (error) {
    return error instanceof Full ? hands.full : hands.unkept;
  }
}

const typing = new Typing(part, slips, (means, read, text) => (means === "plate" ? checkPlate(read) : checkNumber(read, text)));

async function checkPlate(number) {
  const started = performance.now();
  try {
    await showPlate(number, await lookUp("plates", { plate: number }), started);
  } catch (error) {
    const told = { answer: "not_looked_up", zones: [], note: error.status === 429 ? hands.slow : null };
    await show({ means: "plate", text: number, at: clock.now(), started, first: true }, told, () => {}, number);
  }
}

/** A pass by the number below its code: as it stands on the server, or by what the device knows of it. */
async function checkNumber(number, text, seen = {}) {
  const [started, at] = [performance.now(), clock.now()];
  const shown = await lookUp("passes", { number: text }).catch((error) => error);
  const told = shown instanceof Error ? await knownOrNot(number, at, seen, shown) : found(shown, at, seen);
  const first = !Object.keys(seen).length;
  await show({ means: "number", text, at, started, first }, told, (more) => checkNumber(number, text, { ...seen, ...more }));
}

function found([shown], at, seen) {
  return shown ? judgeShown(ground?.opened[shown.territory], shown, at, place.here(), seen) : { answer: "unknown_number", zones: [] };
}

async function knownOrNot(number, at, seen, error) {
  if (error.status === 429) return { answer: "not_looked_up", zones: [], note: hands.slow, why: hands.slow };
  const told = await known(ground, number, at, place.here(), seen);
  return told ? { ...told, note: hands[told.note] } : { answer: "not_looked_up", zones: [], why: hands.number_offline };
}

/** The rules here, with the rights that a plate has; the same as for a code. */
async function showPlate(number, rights, started, seen = {}) {
  const [at, territory] = [clock.now(), body.dataset.territory];
  const version = ground?.opened[territory];
  const blind = { answer: rights.some(({ active }) => active) ? "to_check" : "no_right", needs: ["rulebook"], zones: [] };
  const told = version ? judgePlate(version, rights, at, place.here(), seen) : blind;
  const again = (more) => showPlate(number, rights, performance.now(), { ...seen, ...more });
  await show({ means: "plate", text: number, at, started, first: true }, { ...told, territory }, again, number);
}

function state(name) {
  body.dataset.state = name;
  for (const each of ["scan", "plate", "verdict"]) part(each).hidden = each !== name;
}

/** The camera; where there is none, the field stays, with why above it. */
async function scan() {
  if (sight.trouble && !(await sight.open())) {
    if (body.dataset.state !== "plate") typePlate();
    return;
  }
  typing.clear();
  state("scan");
  await sight.open();
}

function typePlate() {
  camera.pause();
  state("plate");
  part("plate-field").focus();
}

/** Says, or takes back, what stands in the way. */
function hint(where, name, more = {}) {
  const line = part(`hint-${where}`);
  line.hidden = !name;
  line.textContent = name ? hands[name].replace(/\{(\w+)\}/g, (_, key) => more[key]) : "";
}

/** Load anew and send what waits; without a network, go on with what there is. */
async function meet() {
  try {
    // Without https a browser verifies no signature: plates are looked up, and that is all.
    if (globalThis.isSecureContext) ground = await refresh(clock);
    body.dataset.network = globalThis.isSecureContext ? "on" : "insecure";
    turnTo(ground?.ready.territory);
    await passOn();
  } catch (error) {
    // What was signed and is not to be believed has its code; anything else is the network's.
    if (error instanceof SignedOut) await forgetAll().catch(() => {});
    if (error instanceof SignedOut) ground = null;
    body.dataset.network = error instanceof SignedOut ? "signed-out" : typeof error.code === "string" ? "refused" : "off";
  }
  await tell();
}

/** This officer now acts elsewhere: the page is asked for anew, once, when no verdict stands on it. */
function turnTo(territory) {
  if (!territory || territory === body.dataset.territory) sessionStorage.removeItem(TURNED);
  else if (body.dataset.state !== "verdict" && !sessionStorage.getItem(TURNED)) {
    sessionStorage.setItem(TURNED, "yes");
    location.reload();
  }
}

async function send() {
  await passOn().catch(() => {});
  await tell();
}

/** Sends what waits; one that was just seen elsewhere is told where its verdict still stands. */
async function passOn() {
  const sent = await flush(ground?.ready.officer ?? body.dataset.officer);
  ground?.ready.checks.unshift(...sent.filter(({ outcome }) => outcome === "stored"));
  const shown = sent.find(({ id }) => id === part("verdict").dataset.id);
  if (!shown?.doubled && !shown?.replayed) return;
  part("note").hidden = false;
  part("note").textContent = shown.doubled ? hands.doubled : hands.replayed;
}

const beat = () => ground?.ready.beats.find(({ slug }) => slug === body.dataset.territory);

async function tell() {
  const queued = (await waiting().catch(() => [])).filter(({ officer }) => officer === body.dataset.officer);
  const off = clock.off();
  hint("clock", off ? "clock" : ground && clock.now() < ground.at - 300 ? "clock_unknown" : null, { minutes: duration(Math.abs(off ?? 0)) });
  tellState(part("state"), { ground, now: clock.now(), waiting: queued.length, network: body.dataset.network });
  tellZones(part("zone"), ground?.opened[body.dataset.territory], beat()?.zones);
  listToday(part("today"), { own: ground?.ready.checks ?? [], queued, words });
}

/** Passes seen on another day are forgotten, and what was answered then. */
async function forget(now) {
  for (const { code, at } of await all("seen")) if (now - at > SHIFT) await remove("seen", code);
  if (ground) ground.ready.checks = ground.ready.checks.filter(({ at }) => now - Date.parse(at) / 1000 < SHIFT);
}

async function start() {
  part("again").addEventListener("click", scan);
  part("to-plate").addEventListener("click", typePlate);
  part("from-scan").addEventListener("click", typePlate);
  part("to-scan").addEventListener("click", scan);
  part("zone").addEventListener("change", () => { place.zone = part("zone").value || null; });
  part("sound").checked = isLoud();
  part("sound").addEventListener("change", () => beLoud(part("sound").checked));
  sight.watch();
  await claim(body.dataset.officer);
  ground = await recall(clock).catch(() => null);
  await forget(clock.now()).catch(() => {});
  place.watch();
  await tell();
  const met = meet();
  if (!ground) await met;
  const wanted = { plaque: "plate", numero: "number" }[new URLSearchParams(location.search).get("saisie")];
  if (wanted) typePlate();
  if (wanted) typing.turn(wanted);
  else scan();
  setInterval(meet, EVERY);
  for (const name of ["online", "focus"]) window.addEventListener(name, meet);
  document.addEventListener("visibilitychange", () => (document.hidden ? camera.stop() : sight.trouble ? sight.mend() : body.dataset.state === "scan" && scan()));
  body.dataset.ready = "yes";
}

await start();
navigator.serviceWorker?.register("/controle/sw.js", { scope: "/controle" }).then(() => navigator.serviceWorker.ready).then(() => { body.dataset.kept = "yes"; });
navigator.storage?.persist?.();
