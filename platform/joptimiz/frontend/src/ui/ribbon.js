/** The ribbon: a day drawn to scale, its bands by verdict. */

import { h } from "../dom.js";
import { ribbonSentence } from "../trip-sentences.js";

/** Draws bands into an element; widths go through the object model, which a strict content policy allows. */
export function drawBands(element, bands, now = null) {
  const drawn = bands.map((band) => {
    const i = h("i", { class: `band band--${band.verdict}` });
    i.style.left = `${band.from / 14.4}%`;
    i.style.width = `${(band.to - band.from) / 14.4}%`;
    return i;
  });
  if (now !== null) {
    const mark = h("i", { class: "now" });
    mark.style.left = `${now / 14.4}%`;
    drawn.push(mark);
  }
  element.replaceChildren(...drawn);
}

/** A thin ribbon with its sentence, for a row of a list. */
export function thinRibbon(bands, now) {
  const strip = h("div", { class: "bands" });
  drawBands(strip, bands, now);
  return h("div", { class: "ribbon thin", role: "img", "aria-label": ribbonSentence(bands) }, strip);
}
