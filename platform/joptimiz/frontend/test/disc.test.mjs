/** A disc from its setting to its end, to the second; the bay that is proposed; codes as they are typed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, clockOf, dialOf, madeHere, phaseOf } from "../src/disc/phase.js";
import { nextFree, proposed, ranked, readCode, signOf } from "../src/disc/near.js";
import { freeSaid, phaseSaid, whereSaid, whySaid } from "../src/disc/words.js";

const at = (text) => Date.parse(`2026-12-01T${text}Z`);
const ZONE = "Europe/Paris";
// Made by numeriz/core/codes.py.
const CODES = ["NVJEE", "9AX3P", "HQNVK", "6HRVM", "Y4KAA"];
const stay = (more = {}) => ({ starts_at: "2026-12-01T09:22:00Z", due_at: "2026-12-01T09:52:00Z", regulated_from: null, ended_at: null, extendable_min: 0, conditions: null, ...more });
const bay = (id, lon, free, more = {}) => ({ id, name: id, code: `${id}234`.toUpperCase(), territory: "valmont", position: [lon, 43], places: 2, state: { free, at: "2026-12-01T09:21:00Z" }, ...more });

test("the four states and their edges", () => {
  assert.equal(phaseOf(stay(), at("09:46:59")), "running");
  assert.equal(phaseOf(stay(), at("09:47:00")), "soon");
  assert.equal(phaseOf(stay(), at("09:51:59")), "soon");
  assert.equal(phaseOf(stay(), at("09:52:00")), "over");
  assert.equal(phaseOf(stay({ regulated_from: "2026-12-01T13:00:00Z", due_at: "2026-12-01T13:30:00Z" }), at("12:59:59")), "waiting");
  assert.equal(phaseOf(stay({ regulated_from: "2026-12-01T13:00:00Z", due_at: "2026-12-01T13:30:00Z" }), at("13:00:00")), "running");
  assert.equal(phaseOf(stay({ due_at: null }), at("20:00:00")), "open");
  assert.equal(phaseOf(stay({ ended_at: "2026-12-01T09:30:00Z" }), at("10:00:00")), "ended");
});

test("the dial counts down, then up", () => {
  assert.deepEqual(dialOf(stay(), at("09:29:12")), { phase: "running", text: "22:48", under: "restantes", part: 1368 / 1800 });
  assert.equal(dialOf(stay(), at("09:55:10")).text, "+3:10");
  assert.equal(dialOf(stay({ regulated_from: "2026-12-01T13:00:00Z", due_at: "2026-12-01T13:30:00Z" }), at("13:15:00")).part, 0.5);
  assert.equal(counted(3_900_000), "1:05:00");
  assert.equal(counted(-5), "0:00");
});

test("hours are those of the territory, and another day is named", () => {
  assert.equal(clockOf(ZONE, at("09:52:00"), at("09:00:00")), "10\u00a0h\u00a052");
  assert.equal(clockOf("Indian/Reunion", at("09:52:00"), at("09:00:00")), "13\u00a0h\u00a052");
  assert.equal(clockOf(ZONE, at("23:30:00"), at("09:00:00")), "0\u00a0h\u00a030 demain");
});

test("a disc that the phone makes alone ends when its bay says", () => {
  const made = (conditions) => madeHere({ id: "1", bay: conditions && bay("a", 7, 1, { conditions }), vehicle: {}, at: at("09:22:00"), position: null, means: "code" });
  assert.equal(made({ stay_min: 30 }).due_at, "2026-12-01T09:52:00.000Z");
  assert.equal(made({ stay_min: 30, regulated_from: "2026-12-01T13:00:00Z" }).due_at, "2026-12-01T13:30:00.000Z");
  assert.equal(made({ stay_min: null }).due_at, null);
  assert.equal(made(null).territory, null);
});

test("the bay that is proposed", () => {
  const [here, near, far] = [bay("here", 7, 0), bay("near", 7.002, 1), bay("far", 7.01, 2)];
  assert.equal(proposed([far, near, here], [7.0003, 43]).id, "here");
  assert.equal(proposed([far, near, here], [7.0015, 43]).id, "near");
  assert.equal(proposed([{ ...near, conditions: { verdict: "forbidden" } }, far], [7.002, 43]).id, "far");
  assert.equal(proposed([near], null), null);
  assert.equal(proposed([], [7, 43]), null);
  assert.equal(nextFree([here, near, far], here).id, "near");
  assert.equal(nextFree([here], here), null);
  assert.deepEqual(ranked([far, near, here], [7, 43]).map(({ id }) => id), ["here", "near", "far"]);
});

test("codes as they are typed, signs as they are read", () => {
  assert.equal(readCode(" 7k-4 hx"), readCode("7K4HX"));
  for (const code of CODES) assert.equal(readCode(code.toLowerCase()), code);
  assert.equal(readCode(CODES[0].slice(0, 4) + (CODES[0][4] === "A" ? "C" : "A")), null);
  for (const wrong of ["", "ABC", "ABCDEF", "7K4H!"]) assert.equal(readCode(wrong), null);
  assert.deepEqual(signOf("https://joptimiz.fr/B/riviera/k7pq"), { territory: "riviera", code: "K7PQ" });
  assert.deepEqual(signOf("/B/riviera/K7PQ/?x=1"), { territory: "riviera", code: "K7PQ" });
  assert.deepEqual(signOf("HTTPS://JOPTIMIZ.FR/B/RIVIERA/K7PQX"), { territory: "riviera", code: "K7PQX" });
  for (const other of ["https://joptimiz.fr/P/ABCD", "/B/riviera", "/B/riviera/TOOLONG12", "WIFI:S:x;;"]) assert.equal(signOf(other), null);
});

test("what is said of a bay", () => {
  assert.equal(freeSaid(bay("a", 7, 1)), "1 place sur 2");
  assert.equal(freeSaid(bay("a", 7, 0)), "Complète");
  assert.equal(freeSaid(bay("a", 7, -1)), "2\u00a0places, état inconnu");
  assert.equal(whereSaid(bay("a", 7, 1), 42, ZONE, at("09:22:00")), "À\u00a040\u00a0m, libre à\u00a010\u00a0h\u00a021");
  assert.equal(whereSaid(bay("a", 7, -1), null, ZONE, at("09:22:00")), "État inconnu");
  assert.equal(whereSaid(bay("a", 7, 0), 3, ZONE, at("12:21:00")), "Vous y êtes, complète il y a 3\u00a0h");
  assert.deepEqual(whySaid({ source: "rule", reasons: [{ message: "Livraison", order: "A-1", article: "2" }] }), { text: "Livraison.", cite: { article: "2", order: "A-1" } });
  assert.equal(whySaid({ verdict: "unknown", source: "sign", needs: ["la longueur du véhicule"], reasons: [] }).text, "Il manque la longueur du véhicule.");
  assert.equal(whySaid({ source: "sign", reasons: [] }).text, "D’après le panneau, faute d’arrêté publié ici.");
});

test("what is said of a disc", () => {
  const said = (one, now, more = {}) => phaseSaid(one, at(now), { timezone: ZONE, next: null, alerted: false, ...more });
  assert.equal(said(stay(), "09:30:00")[2][0], "Disque posé à\u00a010\u00a0h\u00a022. Cette page sonne 5\u00a0min avant la fin.");
  assert.match(said(stay(), "09:30:00", { alerted: true })[2][0], /Un rappel part/);
  assert.equal(said(stay(), "09:48:00", { next: "180\u00a0m" })[2][0], "Prolongation impossible. Prochaine aire libre à 180\u00a0m.");
  assert.equal(said(stay({ extendable_min: 15 }), "09:48:00")[2][0], "Vous pouvez prolonger de 15\u00a0min.");
  const why = said(stay({ why: "moving" }), "09:55:00")[2];
  assert.deepEqual(why, ["Raison dite\u00a0: déménagement. ", "Votre départ n’est transmis à aucun service de verbalisation."]);
  const over = said(stay({ conditions: { stay_min: 30, reasons: [{ order: "A-2023-204", article: "2" }] } }), "09:55:00");
  assert.equal(over[2].map((each) => each.whole ?? each).join(""), "Durée limitée à 30\u00a0min. Arrêté A-2023-204, art.\u00a02. Votre départ n’est transmis à aucun service de verbalisation.");
});
