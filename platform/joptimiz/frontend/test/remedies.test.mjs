import assert from "node:assert/strict";
import test from "node:test";
import { caseOf, subject } from "../src/case.js";
import { instantOf } from "../src/clock.js";
import { dutyLines } from "../src/duties.js";
import { metresBetween, pointAt } from "../src/geometry.js";
import { optionsFor, remediesView } from "../src/remedies.js";
import { citation, clockNote } from "../src/sentences.js";
import { candidates } from "../src/stops.js";
import { PRESETS } from "../src/vehicles.js";

const PARIS = "Europe/Paris";
const AT = "2026-11-24T10:00";
const seen = (text) => text.replaceAll("\u00a0", "_").replaceAll("\u202f", "~");
const HERE = [7.42, 43.735];
const PLACE = { slug: "riviera", rights: [{ kind: "artisan", name: "la dérogation artisan", quota_days: 52 }] };
const STOPS = [[7.4, 43.7], HERE].map((position) => ({ position, name: null, activity: null, stay: 0 }));
const ASKED = { at: AT, timezone: PARIS, trip: true, lasts: 600, openAt: () => true, stops: STOPS, stop: { ...STOPS[1], index: 1 }, place: PLACE, rights: [{ kind: "pmr", days_left: null }], facts: {} };
const view = (remedy, asked = {}) => remediesView({ remedies: [{ verdict: "allowed", message: "", obligations: [], rights: [], ...remedy }], none: null }, { ...ASKED, ...asked }).found[0];

test("an hour at a place says how much earlier or later, and sets it", () => {
  const earlier = view({ kind: "time", at: "2026-11-24T03:59:00Z" }, { trip: false });
  assert.equal(seen(earlier.title), "Venir à_4_h_59 au plus tard");
  assert.equal(seen(earlier.button), "Venir à_4_h_59");
  assert.equal(seen(earlier.cost), "−_5_h_01");
  assert.deepEqual(earlier.patch, { at: "2026-11-24T04:59" });
  assert.equal(seen(view({ kind: "time", at: "2026-11-25T05:30:00+01:00" }).title), "Partir le lendemain à 5_h_30");
});

test("a trip leaves early enough to arrive while it is open, and is not proposed when that is not known", () => {
  const remedy = { kind: "time", at: "2026-11-24T03:59:00Z" };
  assert.deepEqual(view(remedy, { lasts: 1_000 }).patch, { at: "2026-11-24T04:40" });
  assert.equal(view(remedy, { lasts: 1_000, openAt: () => false }), undefined);
  assert.equal(view(remedy, { lasts: NaN }), undefined);
});

test("another vehicle is one of those ready; another stop is a walk away", () => {
  const van = view({ kind: "vehicle", label: "un fourgon électrique", vehicle: {} });
  assert.equal(van.title, "Prendre un fourgon électrique");
  assert.deepEqual(van.patch, { vehicle: "fourgon-electrique" });
  const position = pointAt(HERE, 180, 90);
  const stop = view({ kind: "stop", label: "rue Grimaldi", position });
  assert.equal(stop.title, "S’arrêter rue Grimaldi");
  assert.equal(seen(stop.cost), "180_m à pied");
  assert.deepEqual(stop.patch, { stops: [STOPS[0], { ...STOPS[1], position }], zone: null });
});

test("another vehicle carries the same load, for the server and once taken", () => {
  const facts = { category: "N2", dangerous_goods: "adr" };
  const { vehicles } = optionsFor({ at: AT, timezone: PARIS, now: 0, vehicle: "own", facts, stops: [] });
  assert.ok(vehicles.every(({ vehicle }) => vehicle.dangerous_goods === "adr"));
  const { patch } = view({ kind: "vehicle", label: "un fourgon électrique" }, { facts });
  assert.deepEqual(patch, { vehicle: "own", facts: { ...PRESETS["fourgon-electrique"].facts, dangerous_goods: "adr" } });
});

const RIGHT = { kind: "artisan", name: "la dérogation artisan", territory: "riviera", order: "D-1", article: "6", decided_by: "desk", delay_days: 15 };
const HELD = [{ kind: "artisan", days_left: null }, { kind: "pmr", days_left: null }];

test("a right that exists here can be said to be held, in the server's words; one from elsewhere is only told", () => {
  const here = view({ kind: "right", rights: [RIGHT], message: "Avec la dérogation artisan (D-1, art. 6 ; réponse sous 15 jours), c'est autorisé." });
  assert.equal(here.title, "Dérogation artisan");
  assert.equal(seen(here.text), "Avec la dérogation artisan (D-1, art. 6~; réponse sous 15 jours), c’est autorisé.");
  assert.deepEqual(here.patch, { rights: HELD });
  assert.equal(view({ kind: "right", rights: [{ ...RIGHT, territory: "lyon" }] }).patch, null);
});

test("what one is comes after what one can do", () => {
  const status = { kind: "right", verdict: "allowed", message: "", rights: [{ ...RIGHT, kind: "cmi", name: "la carte mobilité inclusion", decided_by: "automatic" }] };
  const { found } = remediesView({ remedies: [status, { kind: "vehicle", verdict: "allowed", message: "", label: "x" }] }, ASKED);
  assert.deepEqual(found.map(({ title, button }) => [title, button]), [["Prendre x", "Prendre ce véhicule"], ["Carte mobilité inclusion", "C’est mon cas"]]);
});

test("an hour and a right together change both", () => {
  const both = view({ kind: "time_right", at: "2026-11-24T23:00:00+01:00", rights: [RIGHT] });
  assert.equal(seen(both.title), "Partir à_23_h, avec la dérogation artisan");
  assert.deepEqual(both.patch, { at: "2026-11-24T23:00", rights: HELD });
});

test("a condition is said with the remedy; a fact to give is asked elsewhere", () => {
  assert.equal(view({ kind: "vehicle", label: "x", verdict: "conditional", message: "Sous condition : un disque" }).text.length > 0, true);
  assert.equal(view({ kind: "vehicle", label: "x", message: "Avec x, c’est autorisé." }).text, "");
  assert.equal(view({ kind: "fact", missing: [] }), undefined);
});

test("two changes of a kind are enough", () => {
  const remedies = ["a", "b", "c"].map((label) => ({ kind: "stop", verdict: "allowed", message: "", label, position: HERE }));
  const { found } = remediesView({ remedies: [...remedies, { kind: "vehicle", verdict: "allowed", message: "", label: "x" }] }, ASKED);
  assert.deepEqual(found.map(({ title }) => title), ["S’arrêter a", "S’arrêter b", "Prendre x"]);
});

test("the proof that nothing helps is said", () => {
  const none = remediesView({ remedies: [], none: "Ni l'heure ni le véhicule n'y changent rien" }, ASKED);
  assert.deepEqual(none.found, []);
  assert.equal(none.none, "Ni l’heure ni le véhicule n’y changent rien.");
});

test("nobody is sent back in time", () => {
  const options = (now) => optionsFor({ at: AT, timezone: PARIS, now: instantOf(PARIS, now), vehicle: "porteur-75", facts: {}, stops: [] });
  assert.equal(options("2026-11-24T07:30").hours_before, 2);
  assert.equal(options("2026-11-24T10:00").hours_before, 0);
  assert.equal(options("2026-11-20T10:00").hours_before, 12);
  assert.equal(options("2026-12-20T10:00").hours_before, 12);
  assert.ok(!options("2026-11-20T10:00").vehicles.some(({ label }) => seen(label) === "un porteur de 7,5_t"));
  assert.deepEqual(optionsFor({ at: AT, timezone: PARIS, now: 0, vehicle: "x", facts: {}, stops: [{ label: "a", position: HERE, metres: 160 }] }).stops, [{ label: "a", position: HERE, minutes: 3 }]);
});

const square = (centre, metres) => ({ type: "Polygon", coordinates: [[45, 135, 225, 315, 45].map((bearing) => pointAt(centre, metres * Math.SQRT2, bearing))] });

test("other stops are outside every closed zone, near, and each named once", () => {
  const closed = [square(HERE, 100)];
  const streets = [
    { name: "rue fermée", point: pointAt(HERE, 50, 0) }, { name: "Rue Basse", point: pointAt(HERE, 300, 90) },
    { name: "Rue Basse", point: pointAt(HERE, 160, 90) }, { name: "rue loin", point: pointAt(HERE, 900, 0) },
  ];
  const found = candidates(HERE, closed, streets);
  assert.deepEqual(found.map(({ label, metres }) => [label, metres]), [["rue Basse", 160]]);
  const rings = candidates(HERE, closed);
  assert.equal(rings.length, 8);
  for (const { position, metres } of rings) assert.ok(Math.abs(metresBetween(HERE, position) - metres) < 3);
  assert.equal(rings[0].label, "plus au nord");
  assert.deepEqual(candidates(HERE, [square(HERE, 5_000)]), []);
});

const duty = (more) => ({ kind: "stay_min", amount: 30, order: "D-1", article: "7", message: "", ...more });

test("a duty asked twice is one line, and of several limits the smallest binds", () => {
  const lines = dutyLines([duty(), duty({ amount: 20, order: "D-2" }), duty({ kind: "pass", amount: null }), duty({ kind: "pass", amount: null, order: "D-3" })]);
  assert.deepEqual(lines.map(({ name, sources }) => [seen(name), sources.length]), [["Arrêt de 20_min au plus", 1], ["Laissez-passer à présenter", 2]]);
  assert.equal(seen(dutyLines([duty({ amount: 240 })])[0].name), "Arrêt de 4_h au plus");
  const said = { order: "D-1", article: "7", message: "Quatre heures, avec un laissez-passer." };
  assert.deepEqual(dutyLines([duty({ message: said.message })], said).map(({ texts, sources }) => [texts, sources]), [[[], []]]);
});

test("the case in question is the refused stop, the deciding zone, or the place", () => {
  const route = { stops: [{ served: true, verdict: "allowed" }, { served: false, verdict: "forbidden" }] };
  assert.deepEqual(subject({ trip: true, route, answer: { verdict: "forbidden", zone: "z" } }), { stop: 1 });
  const crossing = { stops: [{ served: true, verdict: "allowed" }, { served: true, verdict: "allowed" }] };
  assert.deepEqual(subject({ trip: true, route: crossing, answer: { verdict: "unknown", zone: "z" } }), { zone: "z" });
  assert.equal(subject({ trip: true, route: crossing, answer: { verdict: "allowed", zone: "z" } }), null);
  assert.deepEqual(subject({ trip: false, zone: "z", place: true }), { zone: "z" });
  assert.deepEqual(subject({ trip: false, zone: null, place: true }), { stop: 0 });
  assert.equal(subject({ trip: false, zone: null, place: false }), null);
  const profile = { vehicle: {}, activity: "delivery", rights: [] };
  assert.deepEqual(caseOf({ stop: 0 }, { profile, at: "x", slug: "s", stops: [{ position: HERE, activity: null }] }), { ...profile, at: "x", position: HERE });
  assert.deepEqual(caseOf({ zone: "z" }, { profile, at: "x", slug: "s", ends: {} }), { ...profile, at: "x", territory: "s", zone: "z" });
});

test("an order that is not plainly in force says so, once", () => {
  const marks = (reason) => citation({ order: "A", article: "2", ...reason }).marks;
  assert.deepEqual(marks({ status: "in_force" }), []);
  assert.deepEqual(marks({ status: "contested" }), ["contesté"]);
  assert.deepEqual(marks({ status: "to_verify", to_verify: true }), ["à vérifier"]);
  assert.deepEqual(marks({ status: "to_verify", to_verify: true, article: "a_verifier" }), []);
});

test("the clock of an island is told from ours", () => {
  assert.equal(seen(clockNote("America/Martinique", AT)), "Heures du territoire, UTC_−_4_h");
  assert.equal(seen(clockNote(PARIS, "2026-07-14T10:00")), "Heures du territoire, UTC_+_2_h");
});
