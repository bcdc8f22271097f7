/** A tracé as its pieces (surfaces, holes, lines), as the map edits them, and as one GeoJSON geometry, as it is kept. */

const DIGITS = 7;
const round = (position) => [Number(position[0].toFixed(DIGITS)), Number(position[1].toFixed(DIGITS))];
const rounded = (line) => line.map(round);

/** The geometries inside a GeoJSON object, whatever wraps them. */
function geometries(object) {
  if (object?.type === "FeatureCollection") return (object.features ?? []).flatMap((feature) => geometries(feature));
  if (object?.type === "Feature") return object.geometry ? geometries(object.geometry) : [];
  return object ? [object] : [];
}

/** The pieces of a GeoJSON object: `{kind: "area" | "hole" | "line", line}`; throws for what has no coordinates. */
export function piecesOf(object) {
  return geometries(object).flatMap(({ type, coordinates }) => {
    if (type === "Polygon") return piecesOfRings(coordinates);
    if (type === "MultiPolygon") return coordinates.flatMap(piecesOfRings);
    if (type === "LineString") return [{ kind: "line", line: rounded(coordinates) }];
    if (type === "MultiLineString") return coordinates.map((line) => ({ kind: "line", line: rounded(line) }));
    throw new TypeError(`${type} is no tracé`);
  });
}

const piecesOfRings = (rings) => rings.map((ring, rank) => ({ kind: rank ? "hole" : "area", line: rounded(ring) }));

/** Whether a position lies in a ring. */
export function isInside([x, y], ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[a, b], [c, d]] = [ring[i], ring[j]];
    if (b > y !== d > y && x < ((c - a) * (y - b)) / (d - b) + a) inside = !inside;
  }
  return inside;
}

/** One geometry of all the pieces, each hole in the surface that holds it; null when there are none. */
export function geometryOf(pieces) {
  const areas = pieces.filter(({ kind }) => kind === "area").map(({ line }) => [rounded(line)]);
  const lines = pieces.filter(({ kind }) => kind === "line").map(({ line }) => rounded(line));
  for (const { line } of pieces.filter(({ kind }) => kind === "hole")) {
    const home = areas.find(([outer]) => isInside(line[0], outer)) ?? areas[0];
    home?.push(rounded(line));
  }
  if (areas.length) return areas.length === 1 ? { type: "Polygon", coordinates: areas[0] } : { type: "MultiPolygon", coordinates: areas };
  if (lines.length) return lines.length === 1 ? { type: "LineString", coordinates: lines[0] } : { type: "MultiLineString", coordinates: lines };
  return null;
}

/** As it is written in the page: a position a line. */
export const written = (geometry) => (geometry ? JSON.stringify(geometry).replaceAll("]],[[", "]],\n[[").replaceAll("],[", "],\n [") : "");

/** What undo and redo go through: texts, the current one last known at `at`. */
export class Past {
  constructor(text) {
    this.texts = [text];
    this.at = 0;
  }

  push(text) {
    if (text === this.texts[this.at]) return;
    this.texts = [...this.texts.slice(Math.max(0, this.at - 99), this.at + 1), text];
    this.at = this.texts.length - 1;
  }

  /** The text before (-1) or after (1); null at either end. */
  go(step) {
    if (this.texts[this.at + step] === undefined) return null;
    this.at += step;
    return this.texts[this.at];
  }

  can(step) {
    return this.texts[this.at + step] !== undefined;
  }
}

/** The point of a line nearest to a point, on the screen: `{x, y, far}`. */
export function nearestOn(point, line) {
  let best = null;
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1], line[i]];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const along = dx || dy ? Math.max(0, Math.min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / (dx * dx + dy * dy))) : 0;
    const found = { x: a.x + along * dx, y: a.y + along * dy };
    found.far = Math.hypot(point.x - found.x, point.y - found.y);
    if (!best || found.far < best.far) best = found;
  }
  return best;
}
