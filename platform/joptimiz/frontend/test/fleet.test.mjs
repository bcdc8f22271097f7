import assert from "node:assert/strict";
import test from "node:test";
import { factsIn, labelOf, titleOf } from "../src/fleet.js";

const van = { id: "1", plate: "AB-123-CD", name: "le fourgon", facts: { category: "N1", gvw_kg: 3500, euro: "6", critair: "2" } };

test("of a vehicle, only what rules ask is taken, and never its plate", () => {
  assert.deepEqual(factsIn(van), { category: "N1", gvw_kg: 3500, critair: "2" });
});

test("a vehicle is named as its carrier knows it", () => {
  assert.equal(labelOf(van), "AB-123-CD, le fourgon");
  assert.equal(labelOf({ ...van, name: "" }), "AB-123-CD");
});

test("a long fleet says how much of it is offered", () => {
  assert.equal(titleOf({ vehicles: [van], count: 1 }), "Ma flotte");
  assert.match(titleOf({ vehicles: [van], count: 250 }), /^Ma flotte \(1.véhicule sur 250\)$/);
});
