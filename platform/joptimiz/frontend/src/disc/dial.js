/** The dial: a ring that empties, the figure in it; drawn once, then only moved. */

import { h } from "../dom.js";

const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 122;
const ROUND = 2 * Math.PI * RADIUS;

const part = (name, attributes) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

export function makeDial() {
  const svg = part("svg", { viewBox: "0 0 300 300", "aria-hidden": "true" });
  for (let at = 0; at < 360; at += 10) {
    const long = at % 30 === 0;
    svg.append(part("path", { d: long ? "M150 2V12" : "M150 6V12", transform: `rotate(${at} 150 150)`, class: long ? "tick long" : "tick" }));
  }
  const ring = part("circle", { cx: 150, cy: 150, r: RADIUS, class: "ring", transform: "rotate(-90 150 150)" });
  svg.append(part("circle", { cx: 150, cy: 150, r: RADIUS, class: "under" }), ring);
  const [over, figure, under] = [h("span", { class: "small muted" }), h("span", { class: "t" }), h("span", { class: "strong" })];
  // Read once by a screen reader when the phase changes, not at each second.
  const element = h("div", { class: "dial", role: "timer", "aria-live": "off" }, svg, h("div", { class: "in" }, over, figure, under));
  return {
    element,
    /** `{text, under, part}` of the dial, and the line above the figure. */
    show(dial, above) {
      over.textContent = above;
      figure.textContent = dial.text;
      figure.classList.toggle("long", dial.text.length > 6);
      under.textContent = dial.under;
      ring.setAttribute("stroke-dasharray", `${Math.max(0, Math.min(1, dial.part)) * ROUND} ${ROUND * 2}`);
    },
  };
}

/** A clock within the diamond of what is under condition: five minutes are left. */
export function diamondClock() {
  const svg = part("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: "i soon" });
  svg.append(part("path", { d: "M12 .9 23.1 12 12 23.1.9 12Z", class: "diamond" }), part("path", { d: "M12 6.6V12l3.6 2.4", class: "hand" }));
  return svg;
}
