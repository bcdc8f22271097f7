import assert from "node:assert/strict";
import test from "node:test";
import { bandsOfDay } from "../src/bands.js";
import { instantOf } from "../src/clock.js";
import { alike, daysOf, edges, marks, onDay, snapped, stepped, tripIntervals, weekOf, weekRows, weekTable } from "../src/week.js";

const PARIS = "Europe/Paris";
const at = (wall) => instantOf(PARIS, wall);
const HOURS = { intervals: [
  { from: "2026-11-24T00:00:00+01:00", to: "2026-11-24T04:51:30+01:00", state: "free", zones: [] },
  { from: "2026-11-24T04:51:30+01:00", to: "2026-11-24T22:57:10+01:00", state: "refused", zones: [] },
  { from: "2026-11-24T22:57:10+01:00", to: "2026-11-25T00:00:00+01:00", state: "free", zones: [] },
] };
const BANDS = [{ from: 0, to: 292, verdict: "free" }, { from: 292, to: 1378, verdict: "refused" }, { from: 1378, to: 1440, verdict: "free" }];

test("weeks are counted from today, on both sides of it", () => {
  assert.equal(weekOf("2026-11-24", "2026-11-23"), "2026-11-23");
  assert.equal(weekOf("2026-11-29", "2026-11-23"), "2026-11-23");
  assert.equal(weekOf("2026-11-30", "2026-11-23"), "2026-11-30");
  assert.equal(weekOf("2026-11-22", "2026-11-23"), "2026-11-16");
  assert.deepEqual(daysOf("2026-12-29").at(-1), "2027-01-04");
});

test("a minute belongs to what holds when it starts: 22 h 57 min 10 s opens at 22 h 58", () => {
  assert.deepEqual(bandsOfDay(tripIntervals(HOURS), PARIS, "2026-11-24"), BANDS);
});

test("edges are the first and the last minute in which one may leave", () => {
  assert.deepEqual(edges(BANDS), [291, 1378]);
  assert.deepEqual(edges([{ from: 0, to: 1440, verdict: "refused" }]), []);
  assert.deepEqual(edges([{ from: 0, to: 600, verdict: "free" }, { from: 600, to: 660, verdict: "detour" }, { from: 660, to: 1440, verdict: "unknown" }]), [599, 600, 659]);
});

test("a drag rests on an edge within reach, else on five minutes, never past the day", () => {
  assert.equal(snapped(1371, BANDS, 10), 1378);
  assert.equal(snapped(1371, BANDS, 3), 1370);
  assert.equal(snapped(298, BANDS, 10), 291);
  assert.equal(snapped(1439.6, [], 10), 1435);
  assert.equal(snapped(-4, [], 10), 0);
});

test("an arrow goes five minutes on, stops at an edge on its way, and leaves the day at midnight", () => {
  assert.equal(stepped(600, 1, BANDS), 605);
  assert.equal(stepped(603, 1, BANDS), 605);
  assert.equal(stepped(1375, 1, BANDS), 1378);
  assert.equal(stepped(1378, 1, BANDS), 1380);
  assert.equal(stepped(295, -1, BANDS), 291);
  assert.equal(stepped(1435, 1, BANDS), 1440);
  assert.deepEqual(onDay("2026-11-24", 1440), { date: "2026-11-25", minute: 0 });
  assert.deepEqual(onDay("2026-11-24", -5), { date: "2026-11-23", minute: 1435 });
});

test("the day of 25 hours: every minute named by the clock is told what holds at it, without hole or overlap", () => {
  const first = at("2026-10-25T02:20");
  const again = first + 3_600_000;
  const all = [
    { from: at("2026-10-25T00:00"), to: first, verdict: "free" },
    { from: first, to: again - 600_000, verdict: "refused" },
    { from: again - 600_000, to: again, verdict: "detour" },
    { from: again, to: at("2026-10-26T00:00"), verdict: "free" },
  ];
  const bands = bandsOfDay(all, PARIS, "2026-10-25");
  assert.deepEqual(bands, [{ from: 0, to: 140, verdict: "free" }, { from: 140, to: 180, verdict: "refused" }, { from: 180, to: 1440, verdict: "free" }]);
  for (let minute = 0; minute < 1440; minute += 5) {
    const instant = at(`2026-10-25T${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`);
    assert.equal(bands.find((b) => b.from <= minute && minute < b.to).verdict, all.find((i) => i.from <= instant && instant < i.to).verdict);
  }
});

test("the day of 23 hours is filled, and the missing hour goes to what held before it", () => {
  const all = [
    { from: at("2027-03-28T00:00"), to: at("2027-03-28T03:00"), verdict: "free" },
    { from: at("2027-03-28T03:00"), to: at("2027-03-29T00:00"), verdict: "refused" },
  ];
  assert.deepEqual(bandsOfDay(all, PARIS, "2027-03-28"), [{ from: 0, to: 180, verdict: "free" }, { from: 180, to: 1440, verdict: "refused" }]);
});

test("a week over the change of clocks has seven whole rows", () => {
  const all = [{ from: at("2026-10-23T00:00"), to: at("2026-10-30T00:00"), verdict: "free" }];
  const rows = weekRows(all, PARIS, "2026-10-23");
  assert.equal(rows.length, 7);
  for (const { bands } of rows) assert.deepEqual(bands, [{ from: 0, to: 1440, verdict: "free" }]);
});

test("days with the same hours are told together; the table holds every stretch", () => {
  const rows = [{ date: "2026-11-23", bands: BANDS }, { date: "2026-11-24", bands: BANDS }, { date: "2026-11-25", bands: [] }];
  assert.deepEqual(alike(rows).map(({ first, last }) => [first, last]), [["2026-11-23", "2026-11-24"], ["2026-11-25", "2026-11-25"]]);
  assert.deepEqual(weekTable(rows)[0].said, { free: [[0, 292], [1378, 1440]], refused: [[292, 1378]] });
});

test("exact hours are written first, plain ones where there is room left", () => {
  assert.deepEqual(marks(BANDS, 960).map((m) => [m.minute, m.exact]), [[0, false], [292, true], [360, false], [720, false], [1080, false], [1378, true], [1440, false]]);
  const narrow = marks(BANDS, 300);
  assert.ok(narrow.some((m) => m.minute === 292 && m.exact) && narrow.some((m) => m.minute === 1378 && m.exact));
  assert.ok(!narrow.some((m) => m.minute === 360 || m.minute === 1440));
});
