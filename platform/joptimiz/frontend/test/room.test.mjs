import assert from "node:assert/strict";
import test from "node:test";
import { frameOf, gridOver, overlap } from "../src/map/room.js";

test("only what lies over the map is covered", () => {
  const map = { left: 400, top: 50, right: 1440, bottom: 900 };
  assert.equal(overlap({ left: 0, top: 50, right: 400, bottom: 900 }, map), null);
  assert.deepEqual(overlap({ left: 300, top: 0, right: 500, bottom: 100 }, map), { left: 400, top: 50, right: 500, bottom: 100 });
});

test("a rectangle is covered from edge to edge without a gap wider than a room", () => {
  const points = gridOver({ left: 0, top: 0, right: 100, bottom: 20 });
  const xs = [...new Set(points.map(([x]) => x))];
  assert.equal(xs[0], 16);
  assert.equal(xs.at(-1), 84);
  for (let i = 1; i < xs.length; i++) assert.ok(xs[i] - xs[i - 1] <= 32);
  assert.deepEqual(gridOver({ left: 10, top: 10, right: 20, bottom: 20 }), [[15, 15]]);
});

test("a label that would cross an edge of the map meets the room kept beside it", () => {
  const view = { left: 0, top: 0, right: 390, bottom: 380 };
  const kept = frameOf(view);
  const crossing = [{ left: -5, top: 180, right: 90, bottom: 210 }, { left: 300, top: 180, right: 395, bottom: 210 },
    { left: 100, top: -8, right: 200, bottom: 22 }, { left: 100, top: 360, right: 200, bottom: 390 }];
  for (const label of crossing) assert.ok(kept.some((room) => overlap(room, label)));
  assert.ok(!kept.some((room) => overlap(room, { left: 5, top: 5, right: 385, bottom: 375 })));
});
