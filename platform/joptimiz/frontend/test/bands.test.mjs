import assert from "node:assert/strict";
import test from "node:test";
import { bandsOfDay, intervals, nextChange, nextOpening, together, verdictAt } from "../src/bands.js";
import { instantOf } from "../src/clock.js";

const PARIS = "Europe/Paris";
const ZONE = {
  zone: "ztl-centre",
  allowed: [["2026-11-23T22:00:00Z", "2026-11-24T04:00:00Z"], ["2026-11-24T22:00:00Z", "2026-11-25T04:00:00Z"]],
  conditional: [], unknown: [],
  forbidden: [["2026-11-24T04:00:00Z", "2026-11-24T22:00:00Z"], ["2026-11-25T04:00:00Z", "2026-11-25T22:00:00Z"]],
};
const at = (wall) => instantOf(PARIS, wall);

test("the bands of a day follow its wall clock and fill it", () => {
  assert.deepEqual(bandsOfDay(intervals(ZONE), PARIS, "2026-11-24"), [
    { from: 0, to: 300, verdict: "allowed" }, { from: 300, to: 1380, verdict: "forbidden" }, { from: 1380, to: 1440, verdict: "allowed" },
  ]);
});

test("a band belongs to the minute it starts with, not to the one it ends with", () => {
  const bands = bandsOfDay(intervals(ZONE), PARIS, "2026-11-24");
  assert.equal(verdictAt(bands, 299), "allowed");
  assert.equal(verdictAt(bands, 300), "forbidden");
  assert.equal(verdictAt(bands, 1379), "forbidden");
  assert.equal(verdictAt(bands, 1380), "allowed");
  assert.equal(verdictAt([], 600), null);
});

test("the next change is the first other verdict, and none is invented beyond what is known", () => {
  const all = intervals(ZONE);
  assert.deepEqual(nextChange(all, at("2026-11-24T10:00")), { at: at("2026-11-24T23:00"), verdict: "allowed" });
  assert.deepEqual(nextChange(all, at("2026-11-24T23:30")), { at: at("2026-11-25T05:00"), verdict: "forbidden" });
  assert.equal(nextChange(all, at("2026-11-25T22:00")), null);
  assert.equal(nextChange(all, at("2026-12-24T22:00")), null);
});

test("the next opening of a zone that is open is now", () => {
  const all = intervals(ZONE);
  assert.equal(nextOpening(all, at("2026-11-24T10:00")).at, at("2026-11-24T23:00"));
  assert.equal(nextOpening(all, at("2026-11-24T04:00")).at, at("2026-11-24T04:00"));
  assert.equal(nextOpening([], 0), null);
});

test("zones taken together have, at each instant, the gravest of their verdicts", () => {
  const a = [{ from: 0, to: 10, verdict: "allowed" }, { from: 10, to: 20, verdict: "forbidden" }];
  const b = [{ from: 0, to: 5, verdict: "unknown" }, { from: 5, to: 20, verdict: "conditional" }];
  assert.deepEqual(together([a, b]), [
    { from: 0, to: 5, verdict: "unknown" }, { from: 5, to: 10, verdict: "conditional" }, { from: 10, to: 20, verdict: "forbidden" },
  ]);
  assert.deepEqual(together([a]), a);
  assert.deepEqual(together([]), []);
});

test("the day of 25 hours has no hole and no overlap", () => {
  const all = intervals({ forbidden: [["2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z"]], allowed: [["2026-10-25T00:30:00Z", "2026-10-25T23:00:00Z"]] });
  const bands = bandsOfDay(all, PARIS, "2026-10-25");
  assert.deepEqual(bands.map((b) => [b.from, b.to]), [[0, 150], [150, 1440]]);
});
