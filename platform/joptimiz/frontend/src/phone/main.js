/** The telephone of a fleet: takes its link once, then shows a code that it signs anew every half minute, network or not. */

import { duration } from "../french.js";
import { stamped } from "../pass/stamp.js";
import { Clock } from "../scanner/clock.js";
import { Refused, renew, takeLink } from "./asking.js";
import { drawCode } from "./code.js";
import { newKey } from "./keys.js";
import { Full, Unkept, all, get, isMarked, mark, put, remove } from "./stock.js";

/** How long a code is shown, and how long until the pass is asked for anew, in seconds. */
const LIVES = 30;
const ASKS = 15 * 60;
/** The right whose link is being taken: its key is made and kept before, so that an answer which is lost can be asked for again. */
const TAKING = "";
const body = document.body;
const said = JSON.parse(document.getElementById("said").textContent);
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const clock = new Clock();
let rights = [];
let shown = null;
let drawn = { at: 0 };
let asked = 0;
let awake = null;

function state(name, { title, detail } = said[name] ?? {}) {
  const shows = { live: "live", link: "link" }[name] ?? "told";
  for (const each of ["live", "link", "told"]) part(each).hidden = each !== shows;
  body.dataset.state = name;
  if (shows !== "told") return;
  part("title").textContent = title;
  part("detail").textContent = detail;
}

/** `{territory, secret}` of the address this page was opened by; null without a link. */
function linkHere() {
  const [territory, secret] = location.hash.slice(1).split(".");
  return territory && secret ? { territory, secret } : null;
}

async function take() {
  const link = linkHere();
  part("take").disabled = true;
  try {
    const made = await keyFor(link);
    const given = await takeLink(link, made, clock);
    await keep({ id: given.phone, ...made }, given);
    await remove(TAKING);
    mark(true);
    history.replaceState(null, "", location.pathname);
    await start(given.phone);
  } catch (error) {
    if (error instanceof Refused) state("refused", error);
    else state(error instanceof Full ? "full" : error instanceof Unkept ? "unkept" : "away");
  } finally {
    part("take").disabled = false;
    part("again").hidden = body.dataset.state !== "away";
  }
}

/** The key that was made for this link at the last try, or another. */
async function keyFor({ secret }) {
  const before = await get(TAKING);
  if (before?.secret === secret) return before.made;
  const made = await newKey();
  await put({ id: TAKING, secret, made });
  return made;
}

async function keep(right, given) {
  const { key, point, id } = right;
  const kept = { id, key, point, token: given.token, given, skew: clock.skew };
  await put(kept);
  return kept;
}

/** Ask for the pass as it stands; without a network, go on with the one there is. */
async function ask() {
  if (!shown) return;
  const right = shown;
  asked = clock.now();
  try {
    const given = await renew(right, clock);
    body.dataset.network = "on";
    const kept = await keep(right, given).catch(() => ({ ...right, token: given.token, given }));
    rights = rights.map((each) => (each.id === kept.id ? kept : each));
    if (shown.id === kept.id) shown = kept;
    drawn.at = 0;
  } catch (error) {
    if (!(error instanceof Refused)) body.dataset.network = "off";
    else if (shown.id === right.id) state("refused", error);
    // The pass that is past its end, or was taken back, is not shown again at the next start.
    if (error instanceof Refused && error.code === "phone-ended") await put({ ...right, ended: true }).catch(() => {});
  }
  await tick();
}

/** Each second: the code when it is time, its age, what stands in the way. */
async function tick() {
  if (!shown || body.dataset.state === "refused") return;
  const at = clock.now();
  const stands = standing(shown, at);
  if (stands !== "live") {
    state(stands);
    return;
  }
  if (body.dataset.state !== "live") state("live");
  if (at - drawn.at >= LIVES || at < drawn.at || drawn.id !== shown.id) await draw(at);
  const age = at - drawn.at;
  part("age").textContent = age < 2 ? said.fresh : said.age.replace("{seconds}", age);
  part("bar").value = LIVES - age;
  part("network").textContent = body.dataset.network === "off" ? said.offline : said.online;
  const off = clock.off();
  part("clock").hidden = !off;
  part("clock").textContent = off ? said.clock.replace("{minutes}", duration(Math.abs(off))) : "";
}

function standing({ given, ended }, at) {
  if (ended) return "ended";
  if (given.state !== "active") return given.state;
  if (at >= given.ends) return "over";
  return at < given.starts ? "coming" : "live";
}

async function draw(at) {
  const { id, token, key, given } = shown;
  const code = await stamped(token, at, key);
  drawCode(part("code"), given.address + code);
  drawn = { at, id };
  part("code").dataset.read = given.address + code;
  part("place").textContent = given.place + (given.demonstration && !given.place.includes("démonstration") ? " · démonstration" : "");
  part("right").textContent = given.right[0].toUpperCase() + given.right.slice(1);
  part("label").textContent = given.label;
  part("until").textContent = `Jusqu’au ${given.until}${given.zones.length ? `. ${given.zones.join(", ")}` : ""}.`;
}

function show(right) {
  shown = right;
  clock.skew ??= right.skew;
  part("which").value = right.id;
  state("live");
}

function list() {
  part("which").replaceChildren(...rights.map(({ id, given }) => new Option(`${given.place} – ${given.label}`, id)));
  part("choice").hidden = rights.length < 2;
}

/** A screen that goes dark shows nothing. */
async function stayAwake() {
  if (document.hidden || body.dataset.state !== "live") return;
  awake = await navigator.wakeLock?.request("screen").catch(() => null);
  body.dataset.awake = awake ? "yes" : "no";
}

/** Show what this telephone has, or take the link it was opened by. */
async function start(chosen = null) {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return state("old");
  if (linkHere() && !chosen) {
    shown = null;
    return state("link");
  }
  try {
    rights = (await all()).filter(({ id }) => id !== TAKING);
  } catch {
    return state("unkept");
  }
  if (!rights.length) return state(isMarked() ? "lost" : "none");
  list();
  show(rights.find(({ id }) => id === chosen) ?? rights.find(({ ended }) => !ended) ?? rights[0]);
  await tick();
  await stayAwake();
  await ask();
}

async function forget() {
  await remove(shown.id);
  rights = rights.filter(({ id }) => id !== shown.id);
  shown = null;
  mark(rights.length > 0);
  await start();
}

part("take").addEventListener("click", take);
part("again").addEventListener("click", take);
part("forget").addEventListener("click", forget);
part("which").addEventListener("change", async () => {
  show(rights.find(({ id }) => id === part("which").value));
  await tick();
  await ask();
});
window.addEventListener("hashchange", () => start());
window.addEventListener("online", ask);
document.addEventListener("visibilitychange", async () => {
  if (document.hidden) return;
  await tick();
  await stayAwake();
  await ask();
});
setInterval(async () => {
  await tick();
  if (shown && clock.now() - asked > ASKS) await ask();
}, 1_000);
await start();
body.dataset.ready = "yes";
navigator.serviceWorker?.register("/laissez-passer/sw.js", { scope: "/laissez-passer" }).then(() => navigator.serviceWorker.ready).then(() => { body.dataset.kept = "yes"; });
navigator.storage?.persist?.();
