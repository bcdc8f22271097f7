/** The little geometry a map page needs, in degrees; latitudes are squeezed so that distances compare. */

/** Every ring or line of a GeoJSON geometry, as arrays of positions. */
export function lines(geometry) {
  switch (geometry?.type) {
    case "LineString": return [geometry.coordinates];
    case "MultiLineString": case "Polygon": return geometry.coordinates;
    case "MultiPolygon": return geometry.coordinates.flat();
    case "GeometryCollection": return geometry.geometries.flatMap(lines);
    default: return [];
  }
}

/** [west, south, east, north] of a geometry; null of an empty one. */
export function bounds(geometry) {
  const points = geometry?.type === "Point" ? [geometry.coordinates] : lines(geometry).flat();
  if (!points.length) return null;
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y);
  }
  return box;
}

export function joinBounds(boxes) {
  const real = boxes.filter(Boolean);
  if (!real.length) return null;
  return [
    Math.min(...real.map((b) => b[0])), Math.min(...real.map((b) => b[1])),
    Math.max(...real.map((b) => b[2])), Math.max(...real.map((b) => b[3])),
  ];
}

/** Does this polygon hold this point? Lines hold none. */
export function holds(geometry, point) {
  return Boolean(geometry?.type?.endsWith("Polygon")) && inside(lines(geometry), point);
}

function inside(rings, [x, y]) {
  let odd = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i];
      const [xj, yj] = ring[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
    }
  }
  return odd;
}

/** The least distance from a point to these rings, in squeezed degrees. */
export function nearest(rings, [x, y], squeeze) {
  let best = Infinity;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = [(ring[i - 1][0] - x) * squeeze, ring[i - 1][1] - y];
      const [bx, by] = [(ring[i][0] - x) * squeeze, ring[i][1] - y];
      const [dx, dy] = [bx - ax, by - ay];
      const t = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
      best = Math.min(best, Math.hypot(ax + t * dx, ay + t * dy));
    }
  }
  return best;
}

const DEGREE_M = 111_195;
const squeezeAt = (lat) => Math.cos((lat * Math.PI) / 180);

/** Metres between two points that are near each other. */
export const metresBetween = ([ax, ay], [bx, by]) => DEGREE_M * Math.hypot((bx - ax) * squeezeAt((ay + by) / 2), by - ay);

/** Metres from a point to the outline of a geometry. */
export const metresToEdge = (geometry, point) => DEGREE_M * nearest(lines(geometry), point, squeezeAt(point[1]));

/** The point at this distance and bearing (degrees from north, clockwise). */
export function pointAt([x, y], metres, bearing) {
  const angle = (bearing * Math.PI) / 180;
  return [x + (metres * Math.sin(angle)) / (DEGREE_M * squeezeAt(y)), y + (metres * Math.cos(angle)) / DEGREE_M];
}

/** A place for a label: the inside point farthest from the edges (a polygon), the middle of the longest line otherwise. */
export function labelPoint(geometry) {
  if (geometry?.type === "Point") return geometry.coordinates;
  const box = bounds(geometry);
  if (!box) return null;
  const rings = lines(geometry);
  if (!geometry.type.endsWith("Polygon")) {
    const longest = rings.reduce((a, b) => (b.length > a.length ? b : a));
    return longest[Math.floor(longest.length / 2)];
  }
  const squeeze = Math.cos(((box[1] + box[3]) / 2) * (Math.PI / 180));
  let [cells, origin, size] = [16, [box[0], box[1]], [box[2] - box[0], box[3] - box[1]]];
  let best = { point: [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], depth: -1 };
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i <= cells; i++) {
      for (let j = 0; j <= cells; j++) {
        const point = [origin[0] + (size[0] * i) / cells, origin[1] + (size[1] * j) / cells];
        if (!inside(rings, point)) continue;
        const depth = nearest(rings, point, squeeze);
        if (depth > best.depth) best = { point, depth };
      }
    }
    size = [size[0] / 4, size[1] / 4];
    origin = [best.point[0] - size[0] / 2, best.point[1] - size[1] / 2];
    cells = 8;
  }
  return best.point;
}
