import assert from "node:assert/strict";
import test from "node:test";
import { addDays, instantOf, isWall, minuteOf, nowWall, rfc3339, wallOf, withMinute } from "../src/clock.js";

const PARIS = "Europe/Paris";

test("a wall time is sent with the territory's own offset, in winter and in summer", () => {
  assert.equal(rfc3339(PARIS, "2026-11-24T10:00"), "2026-11-24T10:00:00+01:00");
  assert.equal(rfc3339(PARIS, "2026-07-14T10:00"), "2026-07-14T10:00:00+02:00");
  assert.equal(rfc3339("Indian/Reunion", "2026-07-14T10:00"), "2026-07-14T10:00:00+04:00");
  assert.equal(rfc3339("America/Martinique", "2026-07-14T10:00"), "2026-07-14T10:00:00-04:00");
});

test("the repeated hour of autumn is read as its first passage", () => {
  assert.equal(rfc3339(PARIS, "2026-10-25T02:30"), "2026-10-25T02:30:00+02:00");
  assert.equal(rfc3339(PARIS, "2026-10-25T03:00"), "2026-10-25T03:00:00+01:00");
});

test("the missing hour of spring becomes the hour that follows it", () => {
  assert.equal(rfc3339(PARIS, "2026-03-29T02:30"), "2026-03-29T03:30:00+02:00");
});

test("reading a wall time back gives the same one, every quarter of an hour of a year but the missing hour", () => {
  for (let t = Date.UTC(2026, 0, 1); t < Date.UTC(2027, 0, 1); t += 900_000) {
    const wall = wallOf(PARIS, t);
    assert.equal(wallOf(PARIS, instantOf(PARIS, wall)), wall);
  }
});

test("now is the last five minutes struck, on the territory's clock and not the device's", () => {
  assert.equal(nowWall(PARIS, Date.UTC(2026, 10, 24, 9, 4, 59)), "2026-11-24T10:00");
  assert.equal(nowWall(PARIS, Date.UTC(2026, 10, 24, 23, 59)), "2026-11-25T00:55");
});

test("days follow each other over months, years and changes of hour", () => {
  assert.equal(addDays("2026-12-31", 1), "2027-01-01");
  assert.equal(addDays("2028-02-28", 1), "2028-02-29");
  assert.equal(addDays("2026-03-29", -1), "2026-03-28");
});

test("a minute stays within its day", () => {
  assert.equal(withMinute("2026-11-24T10:00", 1500), "2026-11-24T23:59");
  assert.equal(withMinute("2026-11-24T10:00", -5), "2026-11-24T00:00");
  assert.equal(minuteOf("2026-11-24T10:35"), 635);
});

test("an impossible date is not a wall time", () => {
  for (const text of ["2026-02-30T10:00", "2026-11-24", "2026-11-24T25:00", "hier", "2026-11-24T10:00Z"]) assert.equal(isWall(text), false, text);
  assert.equal(isWall("2028-02-29T23:55"), true);
});
