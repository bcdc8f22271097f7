/** Room kept free of labels where the page's own buttons and cards lie over the map, and at its edges, so that none is hidden or cut. */

const STEP = 32;
/** What floats over the map; on a phone the sheet too, whose edge would cut labels. */
const FLOATING = ".tripcard, .stage .tools, .over, .hourbar, .aim, .credit, .side";

export const roomSources = (nothing) => ({ room: { type: "geojson", data: nothing } });
/** Last of all layers: what stands last is placed first. */
export const roomLayers = () => [
  { id: "room", type: "symbol", source: "room", layout: { "icon-image": "room", "icon-allow-overlap": true } },
];

/** Points on a grid over a rectangle, its edges included, less than a room apart. */
export function gridOver({ left, top, right, bottom }) {
  const along = (from, to) => {
    const inset = Math.min(STEP, to - from) / 2;
    const [first, span] = [from + inset, to - from - 2 * inset];
    const steps = Math.ceil(span / STEP);
    return Array.from({ length: steps + 1 }, (_, i) => (steps ? first + (span * i) / steps : first));
  };
  return along(top, bottom).flatMap((y) => along(left, right).map((x) => [x, y]));
}

/** The part of a rectangle that lies within another, or null. */
export function overlap(a, b) {
  const [left, top] = [Math.max(a.left, b.left), Math.max(a.top, b.top)];
  const [right, bottom] = [Math.min(a.right, b.right), Math.min(a.bottom, b.bottom)];
  return right - left > 1 && bottom - top > 1 ? { left, top, right, bottom } : null;
}

/** Strips just outside a rectangle, a room wide: a label is written within it or not at all. */
export function frameOf({ left, top, right, bottom }) {
  const wide = STEP + 2;
  const [west, east] = [{ left: left - wide, right: left, top, bottom }, { left: right, right: right + wide, top, bottom }];
  return [west, east, { left, right, top: top - wide, bottom: top }, { left, right, top: bottom, bottom: bottom + wide }];
}

/** Measures what floats over the map now; to be called when it has moved or been resized. */
export function drawRoom(map) {
  const stage = map.getContainer().getBoundingClientRect();
  const floating = [...document.querySelectorAll(FLOATING)].map((each) => overlap(each.getBoundingClientRect(), stage)).filter(Boolean);
  const features = [...floating, ...frameOf(stage)].flatMap(gridOver).map(([x, y]) => {
    const { lng, lat } = map.unproject([x - stage.left, y - stage.top]);
    return { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [lng, lat] } };
  });
  map.getSource("room")?.setData({ type: "FeatureCollection", features });
}
