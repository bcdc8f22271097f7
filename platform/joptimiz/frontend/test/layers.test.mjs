import assert from "node:assert/strict";
import test from "node:test";
import { isDrawn } from "../src/layers.js";
import { store } from "../src/model.js";

const zone = (kind, id = kind) => ({ id, kind });
const told = (verdict) => new Map([["ztl", { verdict }]]);

test("a layer put away hides its zones, one's own kinds with the others, unless they close or are looked at", () => {
  store.set({ layers: new Map([["ztl", { shown: false }], ["other", { shown: false }]]), decisions: told("allowed") });
  assert.equal(isDrawn(zone("ztl")), false);
  assert.equal(isDrawn(zone("voie_secondaire")), false);
  assert.equal(isDrawn(zone("zfe")), false, "a kind without layer of its own goes with the others");
  store.set({ layers: new Map([["bays", { shown: false }], ["other", { shown: true }]]) });
  assert.equal(isDrawn(zone("bays")), true, "a zone is never of the layer of bays");
  store.set({ layers: new Map([["ztl", { shown: false }], ["other", { shown: false }]]) });
  for (const verdict of ["conditional", "unknown", "forbidden"]) {
    store.set({ decisions: told(verdict) });
    assert.equal(isDrawn(zone("ztl")), true, verdict);
  }
  store.set({ decisions: new Map(), zone: "ztl" });
  assert.equal(isDrawn(zone("ztl")), true);
  store.set({ zone: null, layers: new Map() });
  assert.equal(isDrawn(zone("ztl")), true, "without an answer everything is drawn");
});
