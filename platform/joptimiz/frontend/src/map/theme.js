/** The tokens of the stylesheet as colours a canvas and the map understand. */

const NAMES = [
  "ink", "ink-2", "ink-3", "raised", "line-strong", "surface", "map-land", "map-block", "map-road", "map-road-edge", "map-water",
  "map-park", "map-label", "map-halo", "route", "route-edge", "route-alt",
  ...["allowed", "conditional", "unknown", "forbidden"].flatMap((v) => [`${v}-solid`, `${v}-ink`, `${v}-on`]),
];

/** Every token used on the map, resolved for the appearance that holds now. */
export function theme() {
  const probe = document.createElement("i");
  document.body.append(probe);
  const colours = {};
  for (const name of NAMES) {
    probe.style.color = `var(--${name})`;
    colours[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colours;
}

/** The stroke of a zone's edge: the symbology's line colour for a verdict. */
export const lineColour = (colours, verdict) =>
  verdict === "none" ? colours["ink-2"] : verdict === "conditional" ? colours["conditional-ink"] : colours[`${verdict}-solid`];
