/** Where a position lies: the zones that hold it, those drawn as lines within 10 m, and whether the territory covers it. */

const SCALE = 10_000_000;
const BESIDE_LINE_M = 10;
const NEAR_EDGE_M = 50;

/** What a geometry of the bundle (whole 1e-7 degrees) is made of, in degrees, with its bounds. */
export function shapeOf(tree) {
  const found = { polygons: [], lines: [] };
  gather(tree, found);
  const rings = [...found.polygons.flat(), ...found.lines];
  const bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of rings.flat()) {
    bounds[0] = Math.min(bounds[0], lon);
    bounds[1] = Math.min(bounds[1], lat);
    bounds[2] = Math.max(bounds[2], lon);
    bounds[3] = Math.max(bounds[3], lat);
  }
  return { ...found, rings, bounds };
}

function gather({ type, coordinates, features, geometry }, found) {
  if (features) features.forEach((feature) => gather(feature, found));
  else if (geometry) gather(geometry, found);
  else if (type === "Polygon") found.polygons.push(coordinates.map(degrees));
  else if (type === "MultiPolygon") found.polygons.push(...coordinates.map((polygon) => polygon.map(degrees)));
  else if (type === "LineString") found.lines.push(degrees(coordinates));
  else found.lines.push(...coordinates.map(degrees));
}

const degrees = (line) => line.map(([lon, lat]) => [lon / SCALE, lat / SCALE]);

/** Whether a surface holds a position, its edge included. */
export function holds({ polygons, bounds }, [lon, lat]) {
  if (lon < bounds[0] || lat < bounds[1] || lon > bounds[2] || lat > bounds[3]) return false;
  return polygons.some(([outer, ...holes]) => {
    const places = holes.map((hole) => placeIn(hole, lon, lat));
    return placeIn(outer, lon, lat) >= 0 && !places.includes(1);
  });
}

/** 1 inside a ring, 0 on it, -1 outside. */
function placeIn(ring, lon, lat) {
  let inside = false;
  for (let place = 1; place < ring.length; place += 1) {
    const [[x1, y1], [x2, y2]] = [ring[place - 1], ring[place]];
    const side = (x2 - x1) * (lat - y1) - (y2 - y1) * (lon - x1);
    const along = Math.min(x1, x2) <= lon && lon <= Math.max(x1, x2) && Math.min(y1, y2) <= lat && lat <= Math.max(y1, y2);
    if (side === 0 && along) return 0;
    if (y1 > lat !== y2 > lat && side > 0 === y2 > y1) inside = !inside;
  }
  return inside ? 1 : -1;
}

/** Whether lines pass within so many metres of a position. */
function passes(lines, position, metres) {
  const scale = metresPerDegree(position[1]);
  const local = ([lon, lat]) => [(lon - position[0]) * scale[0], (lat - position[1]) * scale[1]];
  return lines.some((line) => line.some((end, place) => place > 0 && distance(local(line[place - 1]), local(end)) <= metres));
}

/** From the origin to a straight piece. */
function distance([x1, y1], [x2, y2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / Math.max(dx * dx + dy * dy, 1e-12)));
  return Math.hypot(x1 + along * dx, y1 + along * dy);
}

/** Of longitude and latitude there, on WGS 84 (series of the meridian and parallel arcs). */
function metresPerDegree(lat) {
  const angle = (lat * Math.PI) / 180;
  const along = 111_412.84 * Math.cos(angle) - 93.5 * Math.cos(3 * angle) + 0.118 * Math.cos(5 * angle);
  return [along, 111_132.92 - 559.82 * Math.cos(2 * angle) + 1.175 * Math.cos(4 * angle) - 0.0023 * Math.cos(6 * angle)];
}

/** `{zones, covered, approximate}` at a position; `approximate`: zones whose rough outline passes within 50 m. */
export function locate({ bundle, shapes, coverage }, position) {
  const zones = Object.keys(bundle.zones);
  const isHere = (zone) => holds(shapes.get(zone), position) || passes(shapes.get(zone).lines, position, BESIDE_LINE_M);
  const isRough = (zone) => bundle.zones[zone].precision === "approximate" && passes(shapes.get(zone).rings, position, NEAR_EDGE_M);
  return {
    zones: zones.filter(isHere),
    covered: coverage !== null && holds(coverage, position),
    approximate: zones.filter(isRough),
  };
}
