import assert from "node:assert/strict";
import test from "node:test";
import { instantOf } from "../src/clock.js";
import { count, day, difference, distance, duration, hour, listed, metres, sentence, spaced, tonnes } from "../src/french.js";
import { avoided, because, change, citation, headline, labelHours, legal, missing, overview, zoneName } from "../src/sentences.js";
import { ribbonSentence, sliderText } from "../src/trip-sentences.js";

const PARIS = "Europe/Paris";
/** No-break spaces made visible, so that a test reads as the page does. */
const seen = (text) => text.replaceAll("\u00a0", "_").replaceAll("\u202f", "~");

test("hours are said as French says them", () => {
  assert.equal(seen(hour(600)), "10_h");
  assert.equal(seen(hour(605)), "10_h_05");
  assert.equal(seen(hour(0)), "0_h");
});

test("lengths, weights and durations carry a no-break space before their unit", () => {
  assert.equal(seen(distance(644)), "640_m");
  assert.equal(seen(distance(6830)), "6,8_km");
  assert.equal(seen(distance(1_240_000)), "1~240_km");
  assert.equal(seen(tonnes(3500)), "3,5_t");
  assert.equal(seen(metres(320)), "3,20_m");
  assert.equal(seen(metres(700)), "7_m");
  assert.equal(duration(20), "moins d’une minute");
  assert.equal(seen(duration(1260)), "21_min");
  assert.equal(seen(duration(46_800)), "13_h");
  assert.equal(seen(duration(3 * 86_400)), "3_jours");
});

test("a difference has a true minus sign", () => {
  assert.equal(seen(difference(640, distance)), "+_640_m");
  assert.equal(seen(difference(-120, duration)), "−_2_min");
});

test("the French plural starts at two, and nothing is said « 0 »", () => {
  assert.equal(count(0, "zone", "zones", "aucune zone"), "aucune zone");
  assert.equal(seen(count(1, "zone", "zones", "")), "1_zone");
  assert.equal(seen(count(2, "zone", "zones", "")), "2_zones");
  assert.equal(listed(["a", "b", "c"]), "a, b et c");
});

test("a text that came without French spaces gets them, and one that has them keeps them", () => {
  const text = spaced("Interdit aux plus de 3,5 t : l'accès, de 5 h 30 à 23 h, est fermé ; voyez « Centre » !");
  assert.equal(seen(text), "Interdit aux plus de 3,5_t_: l’accès, de 5_h_30 à_23_h, est fermé~; voyez «~Centre~»~!");
  assert.equal(spaced(text), text);
});

test("a sentence has one full stop", () => {
  assert.equal(sentence("Fermée"), "Fermée.");
  assert.equal(sentence("Fermée."), "Fermée.");
});

test("days are written in full, the first of a month as « 1er »", () => {
  assert.equal(day("2026-11-24"), "mardi 24 novembre 2026");
  assert.equal(day("2026-12-01"), "mardi 1er décembre 2026");
  assert.equal(day("2026-11-24", true), "mar. 24 nov.");
});

test("a headline is a verdict word and an hour; « À vérifier » stands alone", () => {
  assert.equal(seen(headline("forbidden", "2026-11-24T10:00")), "Interdit à 10_h");
  assert.equal(seen(headline("allowed", "2026-11-24T10:00", "2026-11-24T11:00")), "Autorisé jusqu’à 11_h");
  assert.equal(seen(headline("allowed", "2026-11-24T10:00", "2026-11-25T11:00")), "Autorisé à 10_h");
  assert.equal(headline("unknown", "2026-11-24T10:00"), "À vérifier");
});

test("the next change says when and in how long", () => {
  const next = (wall, verdict) => ({ at: instantOf(PARIS, wall), verdict });
  const say = (from, n) => seen(change(from, n, "2026-11-24T10:00", PARIS));
  assert.equal(say("forbidden", next("2026-11-24T23:00", "allowed")), "Ouvre à 23_h, dans 13_h");
  assert.equal(say("allowed", next("2026-11-25T05:00", "forbidden")), "Ferme le lendemain à 5_h, dans 19_h");
  assert.equal(say("forbidden", next("2026-11-25T00:00", "conditional")), "Ouvre à minuit, dans 14_h");
  assert.equal(say("forbidden", next("2026-11-27T05:30", "allowed")), "Ouvre ven. 27 nov. à 5_h_30, dans 3_jours");
  assert.equal(change("forbidden", null, "2026-11-24T10:00", PARIS), null);
});

test("« À vérifier » always names what is missing", () => {
  assert.equal(missing(["height_cm", "critair"]), "Il manque la hauteur du véhicule et la vignette Crit’Air.");
  assert.equal(missing(["dangerous_goods"]), "Il manque la nature du chargement (marchandises dangereuses ou non).");
  assert.match(missing(["rulebook"]), /Suivez la signalisation/);
  assert.equal(seen(because({ verdict: "unknown", needs: ["height_cm"], reasons: [{ message: "Hauteur limitée à 3,20 m" }] })), "Il manque la hauteur du véhicule. Hauteur limitée à_3,20_m.");
});

test("a citation is an article and its order, and says when nobody has checked them", () => {
  assert.equal(seen(citation({ order: "A-2026-118", article: "2" }).article), "art._2");
  assert.equal(citation({ order: "A-2026-118", article: "a_verifier" }).article, "article à vérifier");
  assert.equal(citation({ order: "A-2026-118", article: "2", to_verify: true }).doubtful, true);
  assert.equal(citation(undefined), null);
});

test("a zone's kind is said once", () => {
  assert.deepEqual(zoneName({ kind: "ztl", name: "ZTL Centre" }), { name: "ZTL Centre", kind: null });
  assert.deepEqual(zoneName({ kind: "ztl", name: "Vieux-Pont" }), { name: "Vieux-Pont", kind: "ZTL" });
});

const DAY = [{ from: 0, to: 300, verdict: "allowed" }, { from: 300, to: 1380, verdict: "forbidden" }, { from: 1380, to: 1440, verdict: "allowed" }];

test("a ribbon has its sentence, a label its hours on one line, the slider its value", () => {
  assert.equal(seen(ribbonSentence(DAY)), "autorisé de 0_h à 5_h, interdit de 5_h à 23_h, autorisé de 23_h à 24_h");
  assert.equal(seen(labelHours(DAY)), "5_h – 23_h");
  assert.equal(seen(labelHours([{ from: 0, to: 60, verdict: "forbidden" }, ...DAY])), "0_h – 1_h + 1_plage");
  assert.equal(labelHours([{ from: 0, to: 1440, verdict: "unknown" }]), "toute la journée");
  assert.equal(labelHours([{ from: 0, to: 1440, verdict: "allowed" }]), "");
  assert.equal(seen(sliderText("2026-11-24", 630, "forbidden", DAY)), "mardi 24 novembre, 10_h_30, Interdit jusqu’à 23_h");
  assert.equal(seen(sliderText("2026-11-24", 630, null, [])), "mardi 24 novembre, 10_h_30");
});

test("an avoided zone says what it costs, and nothing when it costs nothing", () => {
  assert.equal(seen(avoided({ extra_m: 640, extra_s: 130 })), "évitée, +_640_m, +_2_min");
  assert.equal(avoided({ extra_m: 0, extra_s: 0 }), "évitée");
});

test("the legal sentence stands with the version of the rules", () => {
  assert.equal(seen(legal({ name: "Riviera", rulebook: "riviera@1" })), "Seuls les arrêtés et la signalisation font foi. Règles de Riviera, version_1.");
  assert.equal(legal(null), "Seuls les arrêtés et la signalisation font foi.");
});

test("the map in one sentence", () => {
  assert.equal(seen(overview(["forbidden", "forbidden", "unknown", "allowed"], "2026-11-24T10:00")), "À 10_h, pour ce véhicule_: 2_zones interdites et 1_zone à vérifier.");
  assert.match(overview(["allowed"], "2026-11-24T10:00"), /toutes les zones sont ouvertes/);
});
