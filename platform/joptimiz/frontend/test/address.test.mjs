import assert from "node:assert/strict";
import test from "node:test";
import { FIRST, formatAddress, formatPoint, parseAddress, parsePoint } from "../src/address.js";
import { ACTIVITIES, OWN, PRESETS } from "../src/vehicles.js";

const FULL = {
  ...FIRST, vehicle: OWN, facts: { category: "N2", gvw_kg: 7500, critair: "3", energy: "diesel", length_cm: 700 }, activity: "pickup", rights: [{ kind: "artisan", days_left: 12 }, { kind: "chantier", days_left: null }],
  at: "2026-11-24T10:35", from: [7.4165, 43.7372], to: [7.42, 43.73], zone: "ztl-centre", view: { zoom: 14.25, lat: 43.735, lon: 7.421 },
};

test("what is written to the address is read back the same", () => {
  assert.deepEqual(parseAddress(formatAddress(FULL)), FULL);
  for (const vehicle of Object.keys(PRESETS)) {
    for (const activity of ACTIVITIES) {
      const state = { ...FIRST, vehicle, activity };
      assert.deepEqual(parseAddress(formatAddress(state)), state);
    }
  }
});

test("the address stays readable", () => {
  assert.equal(formatAddress({ ...FULL, view: null, zone: null, vehicle: "porteur-75" }),
    "vehicle=porteur-75&activity=pickup&right=artisan:12&right=chantier&at=2026-11-24T10:35&from=43.7372,7.4165&to=43.73,7.42");
});

test("what cannot be read is left out, the rest stands", () => {
  const state = parseAddress("?vehicle=avion&activity=vol&at=2026-02-30T10:00&from=95,7&to=a,b&view=99,0,0&zone=<script>&gvw_kg=-3&length_cm=90000&critair=9&right=<b>&right=a:999");
  assert.deepEqual(state, FIRST);
});

test("a purpose that is not known is said, and is not the usual one", () => {
  assert.equal(parseAddress("?activity=unknown").activity, null);
  assert.equal(parseAddress(formatAddress({ ...FIRST, activity: null })).activity, null);
});

test("a name every object has is no vehicle", () => {
  assert.equal(parseAddress("?vehicle=constructor").vehicle, FIRST.vehicle);
});

test("a point is latitude then longitude, with points or commas", () => {
  assert.deepEqual(parsePoint("43.7384, 7.4246"), [7.4246, 43.7384]);
  assert.deepEqual(parsePoint(" 43.7384 7.4246 "), [7.4246, 43.7384]);
  assert.deepEqual(parsePoint("43,7384; 7,4246"), [7.4246, 43.7384]);
  for (const text of ["", null, "43.7384", "95, 7", "12, rue des Tanneurs", "43.7, 7.4, 3"]) assert.equal(parsePoint(text), null, text);
});

test("a point is shown as it is typed", () => {
  assert.equal(formatPoint([7.4165, 43.7372]), "43.73720, 7.41650");
  assert.equal(formatPoint(null), "");
});
