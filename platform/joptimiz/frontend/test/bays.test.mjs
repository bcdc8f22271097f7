import assert from "node:assert/strict";
import test from "node:test";
import { bayState, inView, stateSaid, toldSaid } from "../src/bay-sentences.js";
import { withStates } from "../src/bay-states.js";
import { baysOf } from "../src/bays.js";

const feature = (id, more = {}) => ({ id, properties: { territory: "valmont", code: "FK9ET", name: id, places: 2, position: [7, 43], state: { free: 2, places: 2 }, ...more } });

test("bays that are out of service are left out, and a bay without state is unknown", () => {
  const bays = baysOf({ features: [feature("a"), feature("b", { active: false }), feature("c", { state: null })] });
  assert.deepEqual([...bays.keys()], ["a", "c"]);
  assert.equal(bayState(bays.get("c")), "unknown");
});

test("what is told changes the bays it names, and no other", () => {
  const before = baysOf({ features: [feature("a"), feature("b")] });
  const after = withStates(before, [{ id: "a", free: 0, places: 2 }, { id: "gone", free: 1, places: 1 }]);
  assert.deepEqual([...after.keys()], ["a", "b"]);
  assert.equal(bayState(after.get("a")), "none");
  assert.equal(after.get("b"), before.get("b"));
  assert.equal(bayState(before.get("a")), "some", "what was known is not rewritten");
});

test("a state is a word, a closed bay says so first", () => {
  const bay = (free, more) => ({ places: 2, state: { free }, ...more });
  assert.equal(stateSaid(bay(1)), "1 place libre sur 2");
  assert.equal(stateSaid(bay(2)), "2 places libres sur 2");
  assert.equal(stateSaid(bay(0)), "Complète");
  assert.equal(stateSaid(bay(-1)), "2\u00a0places, état inconnu");
  assert.equal(stateSaid(bay(0, { closed_until: "2999-01-01T00:00:00Z" })), "Fermée");
  assert.equal(stateSaid(bay(1, { closed_until: "2020-01-01T00:00:00Z" })), "1 place libre sur 2");
});

test("what is not told any more says when it was", () => {
  const now = Date.parse("2026-11-30T12:04:00Z");
  const at = Date.parse("2026-11-30T12:00:00Z");
  assert.equal(toldSaid(null, "Europe/Paris", now), "État pas encore lu");
  assert.match(toldSaid({ live: false, at: null }, "Europe/Paris", now), /ne répondent pas/);
  assert.equal(toldSaid({ live: true, at }, "Europe/Paris", now), "En direct");
  assert.equal(toldSaid({ live: false, at }, "Europe/Paris", now), "État lu à\u00a013\u00a0h, il y a 4\u00a0min");
});

test("the list is what the map shows, north to south", () => {
  const at = (name, position) => ({ name, position });
  const all = [at("south", [7, 43]), at("north", [7, 44]), at("away", [9, 43.5])];
  assert.deepEqual(inView(all, [6, 42, 8, 45]).map(({ name }) => name), ["north", "south"]);
  assert.equal(inView(all, null).length, 3);
});
