import assert from "node:assert/strict";
import test from "node:test";
import { PRESETS } from "../src/vehicles.js";
import { waysView } from "../src/ways.js";

const HERE = { timezone: "Europe/Paris", rights: [{ kind: "chantier", days_left: 4 }], place: { slug: "riviera", rights: [{ kind: "artisan" }, { kind: "chantier" }] } };
const NOTHING = { depart_at: null, vehicle: null, rights: null };
const way = (more) => ({ kind: "later", label: "Plus tard", message: "Partir à 23 h", feasible: true, unverified: false, distance_m: 1430, duration_s: 130, co2e_g: 812, geometry: null, change: NOTHING, ...more });
const view = (more) => waysView([way(more)], HERE)[0];

test("a way is told in figures that compare; what is not known stays empty", () => {
  const shown = view({});
  assert.deepEqual([shown.time, shown.length, shown.co2e].map((t) => t.replaceAll("\u00a0", "_")), ["2_min", "1,4_km", "810_g"]);
  assert.deepEqual([view({ co2e_g: null }).co2e, view({ distance_m: null, duration_s: null }).time], ["", ""]);
});

test("taking a way changes the hour, the vehicle, the rights, or several of them", () => {
  assert.deepEqual(view({ change: { ...NOTHING, depart_at: "2026-11-24T22:58:00+01:00" } }).patch, { at: "2026-11-24T22:58" });
  assert.deepEqual(view({ change: { ...NOTHING, vehicle: { ...PRESETS["fourgon-35"].facts } } }).patch, { vehicle: "fourgon-35" });
  assert.deepEqual(view({ change: { ...NOTHING, vehicle: { category: "N1", gvw_kg: 3200, energy: null } } }).patch, { vehicle: "own", facts: { category: "N1", gvw_kg: 3200 } });
  const both = view({ change: { ...NOTHING, depart_at: "2026-11-24T22:58:00+01:00", rights: [{ kind: "artisan", territory: "riviera" }] } });
  assert.deepEqual(both.patch, { at: "2026-11-24T22:58", rights: [{ kind: "artisan", days_left: null }, { kind: "chantier", days_left: 4 }] });
});

test("what changes nothing, cannot be kept here or does not pass is not to be taken", () => {
  assert.equal(view({ kind: "as_asked" }).patch, null);
  assert.equal(view({ change: { ...NOTHING, rights: [{ kind: "artisan", territory: "lyon" }] } }).patch, null);
  assert.equal(view({ change: { ...NOTHING, vehicle: { category: "N1", wheels: 3 } } }).patch, null);
  assert.equal(view({ feasible: false, change: { ...NOTHING, depart_at: "2026-11-24T22:58:00+01:00" } }).patch, null);
});
