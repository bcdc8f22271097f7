/** The map's images, drawn on canvases: marks from the page's own sprite, patterns, label cards. */

import { lineColour } from "./theme.js";
import { VERDICTS } from "../verdicts.js";

const RATIO = 2;

function canvas(width, height, draw) {
  const element = document.createElement("canvas");
  element.width = Math.round(width * RATIO);
  element.height = Math.round(height * RATIO);
  const context = element.getContext("2d", { willReadFrequently: true });
  context.scale(RATIO, RATIO);
  draw(context);
  return context.getImageData(0, 0, element.width, element.height);
}

const NUMBERS = { circle: ["cx", "cy", "r"], ellipse: ["cx", "cy", "rx", "ry"], rect: ["x", "y", "width", "height", "rx"] };

function outline(shape) {
  const path = new Path2D();
  const [a, b, c, d, r] = (NUMBERS[shape.tagName] ?? []).map((name) => Number(shape.getAttribute(name) ?? 0));
  if (shape.tagName === "circle") path.arc(a, b, c, 0, 2 * Math.PI);
  else if (shape.tagName === "ellipse") path.ellipse(a, b, c, d, 0, 0, 2 * Math.PI);
  else if (shape.tagName === "rect") path.roundRect(a, b, c, d, r);
  else path.addPath(new Path2D(shape.getAttribute("d")));
  return path;
}

/** A symbol of the sprite, `size` pixels wide, in these colours; `ink` stands for currentColor. */
function symbol(name, size, colours, ink) {
  const colour = (value) => (value === "currentColor" ? ink : (colours[/var\(--([\w-]+)\)/.exec(value)?.[1]] ?? value));
  return canvas(size, size, (context) => {
    context.scale(size / 24, size / 24);
    for (const shape of document.querySelectorAll(`#i-${name} :is(path, circle, ellipse, rect)`)) {
      const read = (attribute, otherwise) => shape.closest(`[${attribute}]`)?.getAttribute(attribute) ?? otherwise;
      const path = outline(shape);
      const [fill, stroke] = [read("fill", "black"), read("stroke", "none")];
      if (fill !== "none") { context.fillStyle = colour(fill); context.fill(path); }
      if (stroke === "none") continue;
      context.strokeStyle = colour(stroke);
      context.lineWidth = Number(read("stroke-width", 1));
      context.lineCap = read("stroke-linecap", "butt");
      context.lineJoin = read("stroke-linejoin", "miter");
      context.stroke(path);
    }
  });
}

// The map draws a pattern between once and twice its size as it zooms: tiles are 0.7 of the symbology's measures.
const PATTERN = 0.7;

/** 45° bars, seamless: the tile is one period along both axes. */
const hatch = (colour) => canvas(13 * PATTERN, 13 * PATTERN, (context) => {
  context.scale((Math.round(13 * PATTERN * RATIO) / RATIO) / 13, (Math.round(13 * PATTERN * RATIO) / RATIO) / 13);
  context.strokeStyle = colour;
  context.globalAlpha = 0.5;
  context.lineWidth = 3.4;
  for (const shift of [-13, 0, 13]) {
    context.beginPath();
    context.moveTo(shift - 4, 17);
    context.lineTo(shift + 17, -4);
    context.stroke();
  }
});

const dots = (colour) => canvas(11 * PATTERN, 11 * PATTERN, (context) => {
  context.scale(PATTERN, PATTERN);
  context.fillStyle = colour;
  context.globalAlpha = 0.75;
  for (const [x, y] of [[3, 3], [8.5, 8.5]]) {
    context.beginPath();
    context.arc(x, y, 1.7, 0, 2 * Math.PI);
    context.fill();
  }
});

const crosses = (colour) => canvas(14 * PATTERN, 14 * PATTERN, (context) => {
  context.scale(PATTERN, PATTERN);
  context.strokeStyle = colour;
  context.globalAlpha = 0.6;
  context.lineWidth = 1.5;
  context.stroke(new Path2D("M4 7h6M7 4v6"));
});

const chevron = (colour) => canvas(12, 12, (context) => {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.lineJoin = "round";
  context.lineCap = "round";
  context.stroke(new Path2D("M4.5 3 8 6 4.5 9"));
});

const square = (colours) => canvas(12, 12, (context) => {
  context.fillStyle = colours["route-edge"];
  context.fillRect(0, 0, 12, 12);
  context.fillStyle = colours["unknown-solid"];
  context.fillRect(2, 2, 8, 8);
});

const CARD = 24;

const card = (colours, edge) => canvas(CARD, CARD, (context) => {
  context.beginPath();
  context.roundRect(1, 1, CARD - 2, CARD - 2, 3.5);
  context.fillStyle = colours.raised;
  context.fill();
  context.strokeStyle = edge;
  context.lineWidth = 1.5;
  context.stroke();
});

/** Puts every image on the map, in the colours of this appearance. */
export function addImages(map, colours, kinds) {
  const add = (name, image, options) => map.addImage(name, image, { pixelRatio: RATIO, ...options });
  const stretch = [[6 * RATIO, (CARD - 6) * RATIO]];
  const inner = [2 * RATIO, 2 * RATIO, (CARD - 2) * RATIO, (CARD - 2) * RATIO];
  add("pattern-forbidden", hatch(colours["forbidden-solid"]));
  add("pattern-conditional", dots(colours["conditional-ink"]));
  add("pattern-unknown", crosses(colours["unknown-ink"]));
  for (const verdict of VERDICTS) add(`mark-${verdict}`, symbol(verdict, 18, colours, colours.ink));
  for (const verdict of [...VERDICTS, "none"]) {
    add(`card-${verdict}`, card(colours, lineColour(colours, verdict)), { stretchX: stretch, stretchY: stretch, content: inner });
  }
  for (const kind of kinds) add(`kind-${kind}`, symbol(kind, 16, colours, colours.ink));
  // The hours of a label stand under its name, not under its mark.
  add("indent", canvas(18, 2, () => {}));
  add("room", canvas(34, 34, () => {}));
  add("chevron", chevron(colours["route-edge"]));
  add("unverified", square(colours));
}
