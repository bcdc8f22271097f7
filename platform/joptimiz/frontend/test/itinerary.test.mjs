import assert from "node:assert/strict";
import test from "node:test";
import { activityAt, awaitedBy, emptyTrip, firstEmpty, MOST_STOPS, moved, placed, ranked, reversed, roleOf, sameTrip, startWait, withNew, without, withStop } from "../src/itinerary.js";

const stop = (name) => ({ position: [name.charCodeAt(0) / 100, 43], name, activity: null, stay: 0 });
const trip = (names) => [...names].map(stop);
const names = (stops) => stops.map(({ name }) => name ?? "").join("");

test("a stop is moved, and never beyond the ends", () => {
  assert.equal(names(moved(trip("abcd"), 0, 2)), "bcad");
  assert.equal(names(moved(trip("abcd"), 3, -4)), "dabc");
  assert.equal(names(moved(trip("abcd"), 1, 9)), "acdb");
  assert.equal(names(reversed(trip("abc"))), "cba");
});

test("a new stop comes before the arrival, up to the most there may be", () => {
  const longer = withNew(trip("ab"));
  assert.deepEqual(longer.map(({ position }) => Boolean(position)), [true, false, true]);
  assert.equal(firstEmpty(longer), 1);
  const full = trip("a".repeat(MOST_STOPS));
  assert.equal(withNew(full), full);
});

test("a departure and an arrival always remain", () => {
  assert.equal(names(without(trip("abc"), 0)), "bc");
  assert.deepEqual(without(trip("ab"), 1)[1], emptyTrip()[1]);
  assert.equal(without(trip("ab"), 1).length, 2);
});

test("what is not placed is not asked, and keeps its rank", () => {
  assert.deepEqual(ranked(withNew(trip("ab"))).map(({ index }) => index), [0, 2]);
  assert.deepEqual([0, 1, 2].map((index) => roleOf(trip("abc"), index)), ["from", "via", "to"]);
});

test("names and places to come change nothing of the trip, a purpose and a stay do", () => {
  const before = trip("ab");
  assert.ok(sameTrip(before, withNew(before)));
  assert.ok(sameTrip(before, placed(before, 1, before[1].position, "Client")));
  assert.ok(!sameTrip(before, [before[0], { ...before[1], stay: 5 }]));
  assert.ok(!sameTrip(before, reversed(before)));
});

test("nothing is done at the departure unless it is said", () => {
  assert.equal(activityAt(trip("ab"), 0, "delivery"), null);
  assert.equal(activityAt(trip("ab"), 1, "delivery"), "delivery");
  assert.equal(activityAt([{ ...stop("a"), activity: "pickup" }], 0, "delivery"), "pickup");
});

test("what a stop waits for follows it until it is placed, given up or asked again, and is written nowhere", () => {
  const before = trip("abc");
  const wait = startWait(before[1]);
  const later = withStop(reversed(moved(before, 1, 0)), 2, { stay: 5 });
  assert.deepEqual(later.map((each) => awaitedBy(each) === wait), [false, false, true]);
  assert.equal(JSON.stringify(later), JSON.stringify([stop("c"), stop("a"), { ...stop("b"), stay: 5 }]));
  assert.ok(without(before, 1).every((each) => !awaitedBy(each)));
  assert.ok(withNew(before).filter(awaitedBy).length === 1);
  assert.equal(awaitedBy(placed(before, 1, [7, 43])[1]), null);
  const again = startWait(before[1]);
  assert.ok(wait.signal.aborted);
  assert.equal(awaitedBy(before[1]), again);
  again.abort();
  assert.equal(awaitedBy(before[1]), null);
});
