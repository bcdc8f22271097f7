/** A code as one path, its squares in rows: as few and as large as a screen shows them. */

import { correction, generate } from "lean-qr";

const QUIET = 4;
const SVG = "http://www.w3.org/2000/svg";
/** The same as on paper: searching for the best one takes longer, and codes of letters gain nothing by it. */
const MASK = 3;

/** Draws the code of an address, in capitals. */
export function drawCode(svg, address) {
  const code = generate(address, { minCorrectionLevel: correction.M, maxCorrectionLevel: correction.M, mask: MASK });
  const side = code.size + 2 * QUIET;
  let rows = "";
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      const start = x;
      while (x < code.size && code.get(x, y)) x += 1;
      if (x > start) rows += `M${start + QUIET} ${y + QUIET}h${x - start}v1h${start - x}z`;
    }
  }
  const [ground, squares] = [document.createElementNS(SVG, "path"), document.createElementNS(SVG, "path")];
  ground.setAttribute("d", `M0 0h${side}v${side}H0z`);
  ground.setAttribute("fill", "#fff");
  squares.setAttribute("d", rows);
  squares.setAttribute("fill", "#000");
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.replaceChildren(ground, squares);
}
