import assert from "node:assert/strict";
import test from "node:test";
import { FIRST, formatAddress, parseAddress } from "../src/address.js";
import { ACTIVITIES, OWN, PRESETS } from "../src/vehicles.js";

const at = (position, more) => ({ position, name: null, activity: null, stay: 0, ...more });

const FULL = {
  ...FIRST, vehicle: OWN, facts: { category: "N2", gvw_kg: 7500, critair: "3", energy: "diesel", length_cm: 700, dangerous_goods: "adr" }, activity: "pickup", rights: [{ kind: "artisan", days_left: 12 }, { kind: "chantier", days_left: null }],
  at: "2026-11-24T10:35", stops: [at([7.4165, 43.7372]), at([7.42, 43.73])], zone: "ztl-centre", view: { zoom: 14.25, lat: 43.735, lon: 7.421 },
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

test("each stop keeps its place, its purpose, its stay and its name, in order", () => {
  const stops = [
    at([7.4165, 43.7372], { name: "Dépôt des Forges" }), at([7.42, 43.73], { activity: "pickup", stay: 15 }),
    at([7.43, 43.74], { stay: 5 }), at([7.41, 43.72], { activity: "works", name: "12, rue de l’Église ~ cour & jardin" }),
  ];
  const written = formatAddress({ ...FIRST, stops });
  assert.match(written, /from=43.7372,7.4165~~~D.*&via=43.73,7.42~pickup~15&via=43.74,7.43~~5&to=/);
  const expected = stops.with(3, { ...stops[3], name: "12, rue de l’Église - cour & jardin" });
  assert.deepEqual(parseAddress(written).stops, expected);
});

test("a stop that cannot be read is left to be placed, and no more than twenty are kept", () => {
  const { stops } = parseAddress(`?from=95,7~pickup&via=a,b&to=43.7,7.4~flight~9999~${"x".repeat(500)}`);
  assert.deepEqual(stops, [at(null), at([7.4, 43.7], { name: "x".repeat(120) })]);
  assert.equal(parseAddress(`?${"via=43.7,7.4&".repeat(40)}`).stops.length, 20);
});

test("what cannot be read is left out, the rest stands", () => {
  const state = parseAddress("?vehicle=avion&activity=vol&at=2026-02-30T10:00&from=95,7&to=a,b&view=99,0,0&zone=<script>&gvw_kg=-3&length_cm=90000&critair=9&dangerous_goods=oui&right=<b>&right=a:999");
  assert.deepEqual(state, FIRST);
});

test("a purpose that is not known is said, and is not the usual one", () => {
  assert.equal(parseAddress("?activity=unknown").activity, null);
  assert.equal(parseAddress(formatAddress({ ...FIRST, activity: null })).activity, null);
});

test("a name every object has is no vehicle", () => {
  assert.equal(parseAddress("?vehicle=constructor").vehicle, FIRST.vehicle);
});
