import assert from "node:assert/strict";
import test from "node:test";
import { pointDecision, stations, tripAnswer, zoneAnswer } from "../src/answer.js";
import { intervals } from "../src/bands.js";

const PARIS = "Europe/Paris";
const AT = "2026-11-24T10:00";
const seen = (text) => text.replaceAll("\u00a0", "_").replaceAll("\u202f", "~");
const REASON = { rule: "ztl", order: "D-2026-118", article: "2", message: "Fermée aux plus de 3,5 t de 5 h à 23 h" };
const HOURS = new Map([["ztl-centre", intervals({
  forbidden: [["2026-11-24T04:00:00Z", "2026-11-24T22:00:00Z"]], allowed: [["2026-11-24T22:00:00Z", "2026-11-25T04:00:00Z"]],
})]]);
const ZONES = new Map([["ztl-centre", { id: "ztl-centre", name: "ZTL Centre" }]]);
const DECISIONS = new Map([["ztl-centre", { verdict: "forbidden", reasons: [REASON], needs: [] }]]);
const stop = (more) => ({ served: true, verdict: "allowed", arrive_at: "2026-11-24T09:21:00Z", reasons: [], needs: [], ...more });

const ask = (route, more = {}) => tripAnswer({
  route: { stops: [stop(), stop()], zones_crossed: [], zones_avoided: [], distance_m: 6830, duration_s: 1260, ...route },
  decisions: DECISIONS, windows: HOURS, zones: ZONES, at: AT, timezone: PARIS, arrival: ["ztl-centre"], ...more,
});

test("a refused trip: verdict, place, reason, source, way out", () => {
  const answer = ask({ feasible: false, stops: [stop(), stop({ served: false, verdict: "forbidden", reasons: [REASON] })], next_departure: "2026-11-24T23:00:00+01:00" });
  assert.equal(seen(answer.headline), "Interdit à 10_h");
  assert.equal(seen(answer.sentences.join(" ")), "ZTL Centre. Fermée aux plus de 3,5_t de 5_h à_23_h.");
  assert.equal(answer.reason.article, "2");
  assert.equal(seen(answer.change), "Ouvre à 23_h, dans 13_h");
  assert.equal(seen(answer.remedy.button), "Partir à_23_h");
  assert.equal(answer.remedy.wall, "2026-11-24T23:00");
  assert.equal(answer.zone, "ztl-centre");
});

test("a lawful trip says when it arrives, and when its answer changes", () => {
  const answer = ask({ feasible: true });
  assert.equal(answer.verdict, "allowed");
  assert.equal(seen(answer.sentences[0]), "Arrivée à 10_h_21, 6,8_km, 21_min.");
  assert.equal(answer.remedy, null);
});

test("a missing fact is never a yes: it is named, so that it can be asked", () => {
  const answer = ask({ feasible: false, stops: [stop(), stop({ served: false, verdict: "unknown", needs: ["height_cm"] })] }, { decisions: new Map() });
  assert.equal(answer.verdict, "unknown");
  assert.match(answer.sentences[0], /Il manque la hauteur/);
  assert.deepEqual(answer.missing, [{ need: "height_cm", label: "la hauteur du véhicule" }]);
});

test("a trip no street allows has no verdict, but the router's reason", () => {
  const answer = ask({ feasible: false, why: [{ code: "unreachable", title: "Aucune rue ne mène là", detail: "Déplacez l’arrivée." }] });
  assert.equal(answer.verdict, null);
  assert.deepEqual(answer.sentences, ["Aucune rue ne mène là. Déplacez l’arrivée."]);
});

test("a trip through a conditional zone is conditional, with that zone's article", () => {
  const answer = ask({ feasible: true, zones_crossed: [{ zone: "ecole", verdict: "conditional", rule: "ecole", order: "D-4", article: "1", message: "Laissez-passer demandé" }] });
  assert.equal(answer.verdict, "conditional");
  assert.equal(answer.reason.article, "1");
});

test("what the router is not certain of is said with the answer", () => {
  const why = [{ title: "ZTL Centre ne sera plus ouverte au passage", detail: "Avancez le départ." }];
  assert.match(ask({ feasible: true, unverified: true, why }).sentences.join(" "), /plus ouverte au passage\. Avancez le départ\./);
});

test("an avoided zone is named with what it costs", () => {
  const answer = ask({ feasible: true, zones_avoided: [{ zone: "ztl-centre", extra_m: 640, extra_s: 130 }] });
  assert.match(seen(answer.sentences.join(" ")), /Zone évitée_: ZTL Centre, \+_640_m, \+_2_min\./);
});

test("a zone alone: its verdict, its sentence, its next change", () => {
  const answer = zoneAnswer({ id: "ztl-centre", decision: DECISIONS.get("ztl-centre"), intervals: HOURS.get("ztl-centre"), at: AT, timezone: PARIS });
  assert.equal(seen(answer.headline), "Interdit à 10_h");
  assert.equal(seen(answer.change), "Ouvre à 23_h, dans 13_h");
  assert.equal(zoneAnswer({ id: "x", at: AT, timezone: PARIS }).verdict, null);
});

test("stations stand in the order of the trip", () => {
  const route = { stops: [stop(), stop()], zones_avoided: [{ zone: "c" }], zones_crossed: [{ zone: "b", enter_at: "2026-11-24T09:10:00Z" }, { zone: "a", enter_at: "2026-11-24T09:05:00Z" }] };
  assert.deepEqual(stations(route).map((s) => s.zone?.zone ?? s.kind), ["from", "a", "b", "c", "to"]);
});

const DUTY = { kind: "stay_min", amount: 30, zone: "ztl-centre", order: "D-1", article: "7", message: "" };

test("a conditional zone carries its duties, and only then", () => {
  const decision = { verdict: "conditional", reasons: [], needs: [], obligations: [DUTY] };
  const asked = { id: "ztl-centre", at: AT, timezone: PARIS };
  assert.deepEqual(zoneAnswer({ ...asked, decision }).obligations, [DUTY]);
  assert.deepEqual(zoneAnswer({ ...asked, decision: { ...decision, verdict: "forbidden" } }).obligations, []);
});

test("a conditional trip gathers the duties of the zones it crosses and of its arrival", () => {
  const decisions = new Map([["ecole", { verdict: "conditional", obligations: [DUTY] }], ["ztl-centre", { verdict: "conditional", obligations: [{ ...DUTY, kind: "pass", amount: null }] }]]);
  const answer = ask({ feasible: true, zones_crossed: [{ zone: "ecole", verdict: "conditional" }] }, { decisions });
  assert.deepEqual(answer.obligations.map((duty) => duty.kind), ["pass", "stay_min"]);
});

test("at a point the gravest of its zones speaks first, and rough outlines are named", () => {
  const { zone, decision } = pointDecision({
    verdict: "forbidden", needs: [], missing: [], nearby: [{ zone: "c" }],
    zones: [{ zone: "a", verdict: "allowed", reasons: [] }, { zone: "b", verdict: "forbidden", reasons: [REASON], approximate: true }],
  });
  assert.equal(zone, "b");
  assert.equal(decision.reasons[0], REASON);
  assert.deepEqual(decision.rough, ["b", "c"]);
  assert.equal(pointDecision({ verdict: "unknown", needs: ["rulebook"], zones: [] }).zone, null);
});

test("the server's own word for what is missing is the one that is said", () => {
  const decision = { verdict: "unknown", needs: ["match_day"], missing: [{ need: "match_day", label: "la liste des jours de match" }], reasons: [] };
  const answer = zoneAnswer({ id: "stade", decision, at: AT, timezone: PARIS });
  assert.equal(answer.sentences[0], "Il manque la liste des jours de match.");
});
