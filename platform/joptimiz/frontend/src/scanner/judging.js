/** A scanned pass and the rules of here and now, joined in one answer; no network, no clock, no page. */

import { INVALID, SUSPENDED, findKind, nameOf, openPass, statusIn, tokenIn } from "../pass/index.js";
import { localAt } from "../verify/days.js";
import { decide, locate } from "../verify/index.js";

/** How long a device judges by what it loaded, in seconds. */
export const LONGEST = 72 * 3600;
const FINE = 60;
const COARSE = 15 * 60;
const WEEK = 7 * 86_400;
const DAY = 86_400;
/** Instants before what was signed: clocks may differ by this much. */
const SKEW = 300;

/**
 * `{answer, territory, payload, stamp, kind, order, article, until, resumes, needs, zones}`.
 *
 * `ground`: `{ring, at, opened, lists}`, what was loaded: the verified keys, when (seconds), a version and the lists of
 * each territory. `place`: `{position}`, `{zone}`, or null where it is not known. `at`: the instant, in seconds. `seen`: the
 * facts of the vehicle that the officer told.
 */
export async function judge(ground, read, at, place, seen = {}) {
  if (!ground.ring) return { answer: "stale", lost: true };
  return judgeFound(ground, await openPass(tokenIn(read), ground.ring.keys, at, ground.territories), at, place, seen);
}

/** The same of a pass that was opened: `{territory, payload, answer}`. */
export async function judgeFound(ground, found, at, place, seen = {}) {
  const told = { territory: found.territory, payload: found.payload, stamp: found.stamp };
  const status = found.payload ? statusOf(ground, found, at) : null;
  if (status === INVALID) return { ...told, answer: "revoked" };
  if (status === SUSPENDED) return { ...told, answer: "suspended" };
  if (found.answer) return { ...told, answer: found.answer };
  const version = ground.opened[found.territory];
  if (isStale(ground, at) || status === null || !version || at >= version.expires) return { ...told, answer: "stale" };
  const kind = await findKind(Object.keys(version.bundle.rights ?? {}), found.payload.kind);
  return { ...told, kind, ...cited(version, kind), ...judgeHere(version, rightOf(version, kind, found), at, place, seen) };
}

/** Whether what was loaded is too old, or later than what the clock says. */
export const isStale = (ground, at) => at - ground.at > LONGEST || at < ground.at - SKEW;

/** What the list of a pass says of it; null where there is none, or one that is over. */
function statusOf({ lists }, { territory, payload }, at) {
  const list = lists[nameOf(territory, payload.status)];
  if (!list) return null;
  const status = statusIn(list, payload.status);
  // What was taken back does not come back: an old list still tells it.
  return at >= list.expires && status !== INVALID ? null : status;
}

function rightOf({ bundle, offsets }, kind, { territory, payload }) {
  const names = new Map(Object.entries(bundle.zones).map(([name, { no }]) => [no, name]));
  const [from, last] = [localAt(offsets, payload.starts), localAt(offsets, payload.ends - 1)];
  return {
    kind, territory, zones: payload.zones.map((no) => names.get(no)).filter(Boolean), from: from?.date, to: dayAfter(last),
    // Days are counted by the territory: its list says when none is left.
    days_left: 1, named: payload.zones.length > 0,
  };
}

const dayAfter = (local) => local && new Date((local.day + 1) * DAY * 1000).toISOString().slice(0, 10);

function cited({ bundle }, kind) {
  const right = kind === null ? null : bundle.rights?.[kind];
  return right ? { name: right.name ?? kind, order: right.order, article: right.article } : {};
}

/** The rules here and now for a vehicle that holds this right, used as its own rules ask: the officer sees whether it is. */
export function judgeHere(version, right, at, place, seen = {}) {
  if (place === null) return { answer: "to_check", needs: ["place"], zones: [] };
  const { zones, covered } = place.position ? locate(version, place.position) : { zones: [place.zone], covered: true };
  if (!zones.length) return { answer: "valid", zones, nowhere: true, outside: version.coverage !== null && !covered };
  if (right.kind === null) return { answer: "to_check", needs: ["kind"], zones };
  const told = usesOf(version, right.kind, zones).map((use) => judgeUse(version, right, at, zones, { ...use, facts: { ...use.facts, ...seen } }));
  return told.find(({ answer }) => answer === "valid") ?? told.find(({ answer }) => answer !== "to_check") ?? told[0];
}

function judgeUse(version, right, at, zones, { facts, use }) {
  const asked = (instant) => decide(version, { at: new Date(instant * 1000), zones, rights: [right], vehicle: facts });
  const said = asked(at);
  const reasons = said.zones.filter(({ verdict }) => verdict === said.verdict).flatMap((zone) => zone.reasons);
  const told = { zones, reasons, use };
  if (isOpen(said.verdict)) return { ...told, answer: "valid", until: nextChange(version, asked, at, isOpen, DAY), obligations: said.obligations };
  // What depends on the vehicle alone is not this right's affair, unless it names other zones.
  const isElsewhere = !zones.some((zone) => reaches(version, right, zone));
  if (isElsewhere && (right.named || said.verdict === "forbidden")) return { ...told, answer: "wrong_zone" };
  if (said.verdict === "unknown") return { ...told, answer: "to_check", needs: said.needs };
  const resumes = nextChange(version, asked, at, isShut, WEEK);
  return resumes === null ? { ...told, answer: "closed" } : { ...told, answer: "wrong_hour", resumes };
}

/** How a right may be used here: the facts that each rule which asks for it also asks for, and these as they are told. */
function usesOf({ bundle }, kind, zones) {
  const rules = bundle.rules.filter((rule) => rule.zones?.some((zone) => zones.includes(zone)) && asks(rule.condition, kind));
  const found = rules.map(({ condition }) => leavesOf(condition)).map((leaves) => ({
    facts: Object.fromEntries(leaves.map((leaf) => [leaf.fact, some(leaf)])), use: leaves,
  }));
  return found.length ? found : [{ facts: {}, use: [] }];
}

/** The facts that a condition asks for together. */
function leavesOf(condition) {
  if (condition.all) return condition.all.flatMap(leavesOf);
  return condition.fact ? [condition] : [];
}

/** A value that meets a test. */
function some({ in: among, op, to }) {
  if (among) return among[0];
  return typeof to === "number" ? to + { lt: -1, lte: 0, gt: 1, gte: 0 }[op] : to;
}

const isOpen = (verdict) => verdict === "allowed" || verdict === "conditional";
const isShut = (verdict) => verdict === "forbidden";

/** The first instant within so long at which the verdict is of another sort; null where it stays. */
function nextChange({ offsets }, asked, at, same, within) {
  const end = Math.min(at + within, offsets.at(-1)[0] - 1);
  const start = Math.floor(at / COARSE) * COARSE;
  for (let later = start + COARSE; later < end; later += COARSE) {
    if (same(asked(later).verdict)) continue;
    let found = later;
    while (found - FINE > at && !same(asked(found - FINE).verdict)) found -= FINE;
    return found;
  }
  return null;
}

/** Whether a right says anything in a zone: one it names, or one whose rules ask for its kind. */
function reaches({ bundle }, right, zone) {
  if (right.named) return right.zones.includes(zone);
  return bundle.rules.some((rule) => rule.zones?.includes(zone) && [rule.condition, rule.other?.condition].some((one) => asks(one, right.kind)));
}

const asks = (condition, kind) => Boolean(condition) && (condition.right === kind || [...(condition.all ?? []), ...(condition.any ?? []), condition.not].some((one) => asks(one, kind)));

/** A typed plate whose rights were looked up: the rules here, with those that are active. */
export function judgePlate(version, rights, at, place, seen = {}) {
  const active = rights.filter((right) => right.active);
  if (!rights.length) return { answer: "no_right", zones: [] };
  if (!active.length) return { answer: "suspended", zones: [] };
  const each = active.map((right) => ({ right, ...cited(version, right.kind), ...judgeHere(version, heldOf(version, right), at, place, seen) }));
  return each.find(({ answer }) => answer === "valid") ?? each[0];
}

/** A pass that the server found by its number, as it stands: `{answer, payload…}`, like one whose code was read. */
export function judgeShown(version, shown, at, place, seen = {}) {
  const [starts, ends] = [shown.starts_at, shown.ends_at].map((text) => Date.parse(text) / 1000);
  const numbers = shown.zones.map((zone) => version?.bundle.zones[zone]?.no).filter(Number.isInteger);
  const told = { territory: shown.territory, payload: { code: shown.code, plate: shown.plate || null, zones: numbers, starts, ends, status: shown.status } };
  if (shown.state !== "active") return { ...told, answer: shown.state };
  if (at >= ends) return { ...told, answer: "expired" };
  if (at < starts) return { ...told, answer: "not_yet" };
  if (!version) return { ...told, answer: "to_check", needs: ["rulebook"], zones: [] };
  const right = { kind: shown.kind, territory: shown.territory, zones: shown.zones, days_left: 1, named: shown.zones.length > 0 };
  return { ...told, kind: shown.kind, ...cited(version, shown.kind), ...judgeHere(version, right, at, place, seen) };
}

function heldOf({ territory }, { kind, zones, ends_on: to, days_left: left, counted_today: counted }) {
  return { kind, territory, zones, to: to ?? undefined, days_left: counted || left === null ? 1 : left, named: zones.length > 0 };
}
