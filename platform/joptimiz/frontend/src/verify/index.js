/**
 * Verdicts from the signed bundle alone, in a browser or in Node, without network and without dependency:
 *
 *   const ring = await verifyKeys(await (await fetch("/keys")).text(), new Date());
 *   const version = await verify(envelope, ring, new Date());
 *   const opened = open(version);
 *   const answer = decide(opened, { at: "2026-11-24T10:00:00+01:00", position: [7.42, 43.73], vehicle: { gvw_kg: 3500 } });
 */

import { almanacOf, localAt } from "./days.js";
import { gravest, judge, ladderOf } from "./judge.js";
import { locate, shapeOf } from "./locate.js";
import { Moment } from "./truth.js";
import { upgraded } from "./upgrade.js";

export { Refused, verify, verifyKeys } from "./envelope.js";
export { locate } from "./locate.js";

/** A question that the version cannot answer; `code` is stable, the message is French. */
export class Unanswerable extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** A verified version, made ready for questions. */
export function open(version) {
  const bundle = upgraded(version.bundle);
  const coverage = bundle.territory.coverage ? shapeOf(bundle.territory.coverage) : null;
  const shapes = new Map(Object.entries(bundle.zones).map(([name, zone]) => [name, shapeOf(zone.geometry)]));
  return { ...version, bundle, coverage, shapes, almanac: almanacOf(bundle), ladders: new Map() };
}

/**
 * The verdict: `{verdict, doubt, needs, obligations, zones: [{zone, verdict, reasons, needs, obligations, readings}]}`.
 *
 * `question`: `at` (with its offset), `position`, `zone` or `zones`, `vehicle`, `activity`, `rights`; what is absent is unknown.
 */
export function decide(opened, question) {
  const there = question.position ? locate(opened, question.position) : { zones: question.zones ?? [question.zone], covered: true };
  if (!there.zones.length && !there.covered) return silent();
  const zones = [...new Set(there.zones)];
  const strange = zones.find((zone) => !Object.hasOwn(opened.bundle.zones, zone));
  if (strange !== undefined) throw new Unanswerable("zone-unknown", `« ${strange} » n’est pas une zone de ce territoire.`);
  const ladder = ladderFor(opened, zones);
  const shut = opened.bundle.territory.default === "forbidden";
  const judged = judge(ladder, zones, momentOf(opened, question, zones), shut);
  const verdict = judged.length ? gravest(judged.map((one) => one.verdict)) : opened.bundle.territory.default;
  const told = judged.map((one) => tell(opened, ladder, one));
  return {
    verdict,
    doubt: judged.length > 0 && judged.every((one) => one.verdict !== verdict || one.doubts.length > 0),
    needs: verdict === "unknown" ? [...new Set(judged.flatMap((one) => one.needs))].sort() : [],
    obligations: verdict === "conditional" ? told.flatMap((one) => one.obligations) : [],
    zones: told,
  };
}

/** Outside of what the territory speaks for. */
const silent = () => ({ verdict: "unknown", doubt: false, needs: ["rulebook"], obligations: [], zones: [] });

function ladderFor({ bundle, ladders }, zones) {
  const key = JSON.stringify(zones);
  if (!ladders.has(key)) ladders.set(key, ladderOf(bundle.rules.filter((rule) => rule.zones?.some((zone) => zones.includes(zone)))));
  return ladders.get(key);
}

function momentOf(opened, { at, vehicle = {}, activity, rights = [] }, zones) {
  const instant = Math.floor(Number(at instanceof Date ? at : instantOf(at)) / 1000);
  const now = localAt(opened.offsets, instant);
  if (now === null) throw new Unanswerable("off-range", "Cette date est trop loin pour être répondue hors ligne.");
  const facts = activity === undefined || activity === null ? vehicle : { ...vehicle, activity };
  return new Moment(opened, { facts, rights, at: instant, now, zones: new Set(zones) });
}

function instantOf(text) {
  const at = /(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) throw new Unanswerable("instant-unreadable", `« ${text} » n’est pas une date avec son décalage.`);
  return at;
}

/** A judgement with the orders it rests on, under the names their authors gave. */
function tell({ bundle }, { known }, { zone, verdict, rules, needs, duties, doubts }) {
  const named = (id) => known.get(id).origin ?? id;
  const founded = (id) => {
    const { order, article, quote, message } = known.get(id);
    return { rule: named(id), order, article, title: bundle.orders[order].title, quote, message };
  };
  return {
    zone,
    verdict,
    needs,
    reasons: rules.map(founded),
    obligations: duties.map(([{ kind, amount = null }, rule]) => ({ kind, amount, zone, ...founded(rule) })),
    readings: doubts.map(({ rule, ...said }) => ({ rule: named(rule), text: known.get(rule).other.text, ...said })),
  };
}
