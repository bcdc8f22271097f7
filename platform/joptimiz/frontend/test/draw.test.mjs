import assert from "node:assert/strict";
import { test } from "node:test";
import { geometryOf, nearestOn, Past, piecesOf, written } from "../src/draw/model.js";

const square = (x, y, side) => [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]];

test("a tracé comes back as it was, whatever wraps it", () => {
  const shapes = [
    { type: "Polygon", coordinates: [square(0, 0, 10), square(2, 2, 1)] },
    { type: "MultiPolygon", coordinates: [[square(0, 0, 10)], [square(20, 0, 5), square(21, 1, 1)]] },
    { type: "LineString", coordinates: [[0, 0], [1, 1]] },
    { type: "MultiLineString", coordinates: [[[0, 0], [1, 1]], [[2, 2], [3, 3]]] },
  ];
  for (const shape of shapes) {
    assert.deepEqual(geometryOf(piecesOf(shape)), shape);
    assert.deepEqual(geometryOf(piecesOf({ type: "FeatureCollection", features: [{ type: "Feature", geometry: shape }] })), shape);
    assert.deepEqual(JSON.parse(written(shape)), shape);
  }
  assert.equal(geometryOf(piecesOf({ type: "FeatureCollection", features: [] })), null);
  assert.throws(() => piecesOf({ type: "Point", coordinates: [0, 0] }));
});

test("a hole goes to the surface that holds it, and one that none holds is not lost", () => {
  const pieces = [{ kind: "area", line: square(0, 0, 10) }, { kind: "area", line: square(20, 0, 10) }, { kind: "hole", line: square(22, 2, 1) }, { kind: "hole", line: square(50, 50, 1) }];
  const { coordinates } = geometryOf(pieces);
  assert.deepEqual(coordinates.map((rings) => rings.length), [2, 2]);
  assert.deepEqual(coordinates[1][1], square(22, 2, 1));
});

test("positions are kept to the seventh decimal", () => {
  assert.deepEqual(geometryOf([{ kind: "line", line: [[1.123456789, 2], [3, 4]] }]).coordinates[0], [1.1234568, 2]);
});

test("undo, redo, and a change that forgets what was undone", () => {
  const past = new Past("a");
  for (const text of ["b", "b", "c"]) past.push(text);
  assert.equal(past.go(1), null);
  assert.equal(past.go(-1), "b");
  assert.equal(past.go(-1), "a");
  assert.equal(past.can(-1), false);
  assert.equal(past.go(1), "b");
  past.push("d");
  assert.equal(past.can(1), false);
  assert.equal(past.go(-1), "b");
});

test("the nearest point of a line", () => {
  const found = nearestOn({ x: 5, y: 3 }, [{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 10, y: 10 }]);
  assert.deepEqual([found.x, found.y, found.far], [5, 0, 3]);
  assert.equal(nearestOn({ x: 0, y: 0 }, [{ x: 1, y: 1 }]), null);
});
