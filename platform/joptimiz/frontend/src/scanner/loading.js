/** What is judged by: fetched while there is a network, kept as it was signed, believed anew at each start. */

import { timesForgotten } from "../device.js";
import { openList } from "../pass/index.js";
import { open, verify, verifyKeys } from "../verify/index.js";
import * as stock from "./stock.js";

const READY = "/api/v1/checks";

/** Somebody else is signed in here, or nobody. */
export class SignedOut extends Error {}

/** `{ready, date}`: what the server says is to be loaded, and its time; throws where there is no network. */
async function ask() {
  const answer = await fetch(READY, { headers: { accept: "application/json" }, signal: AbortSignal.timeout(8_000) });
  // Our own refusal, not that of a network that wants a password first.
  const isOurs = (answer.headers.get("content-type") ?? "").includes("json");
  if (isOurs && (answer.status === 401 || answer.status === 403)) throw new SignedOut();
  if (!answer.ok) throw new TypeError(`${READY}: ${answer.status}`);
  const ready = await answer.json();
  return { ready, date: Date.parse(ready.at ?? answer.headers.get("date")) };
}

async function fetched(path) {
  const answer = await fetch(path, { signal: AbortSignal.timeout(20_000), cache: "no-cache" });
  if (!answer.ok) throw new TypeError(`${path}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Load everything anew and keep it; the ground it makes. Nothing is replaced unless all of it is believed, nor kept on a device emptied meanwhile. */
export async function refresh(clock) {
  const forgotten = timesForgotten();
  const { ready, date } = await ask();
  clock.told(date);
  const names = ["/keys", ...ready.beats.flatMap(({ slug, lists }) => [`/api/v1/territories/${slug}/bundle`, ...lists.map((list) => `/s/${list}`)])];
  const documents = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await fetched(name)])));
  const former = await stock.get("documents", "ground");
  const kept = { name: "ground", at: Math.floor(date / 1000), skew: clock.skew, ready, documents, seen: former?.seen ?? {} };
  const ground = await believe(kept, clock.now());
  kept.seen = ground.seen;
  // A territory that is no longer this officer’s goes with what was seen there.
  const lost = former?.ready.beats.some(({ slug }) => !ground.territories.includes(slug));
  if (lost) await stock.clear("seen");
  await stock.put("documents", kept);
  if (timesForgotten() !== forgotten) {
    await stock.clear("documents");
    throw new SignedOut();
  }
  return ground;
}

/** What the device kept from the last time, with the clock as it was measured; null on a device that never was in reach. */
export async function recall(clock) {
  const kept = await stock.get("documents", "ground");
  if (!kept) return null;
  clock.skew ??= kept.skew;
  return believe(kept, clock.now()).catch(() => ({ ...bare(kept), ring: null, opened: {}, lists: {} }));
}

const bare = ({ ready, at, seen }) => ({ ready, at, seen, territories: ready.beats.map(({ slug }) => slug) });

/** Signatures are checked at the instant things were loaded; what has ended since is told when it is asked about. */
async function believe(kept, now) {
  const ground = bare(kept);
  const at = new Date(Math.min(kept.at, now) * 1000);
  const ring = await verifyKeys(kept.documents["/keys"], at, { anchors: kept.seen.anchors ?? [], seen: kept.seen["/keys"] ?? 0 });
  const seen = { ...kept.seen, "/keys": ring.sequence, anchors: ring.anchors };
  const [opened, lists] = [{}, {}];
  for (const { slug, lists: names } of kept.ready.beats) {
    const version = await verify(kept.documents[`/api/v1/territories/${slug}/bundle`], ring, at, { seen: kept.seen[slug] ?? 0 });
    seen[slug] = version.sequence;
    opened[slug] = open(version);
    for (const name of names) lists[name] = await openList(kept.documents[`/s/${name}`], ring.keys, Math.min(kept.at, now), name);
  }
  return { ...ground, seen, ring, opened, lists };
}
