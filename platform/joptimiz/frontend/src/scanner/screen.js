/** The verdict, drawn to be read at arm’s length: its shape, its word, why; then the plate to compare. */

import { painted } from "./plates.js";

const SVG = "http://www.w3.org/2000/svg";
const GROUNDS = {
  allowed: "M60 4a56 56 0 1 1 0 112a56 56 0 1 1 0-112Z", forbidden: "M38 4h44l34 34v44l-34 34H38L4 82V38Z",
  forged: "M60 4 118 108H2Z", unknown: "M14 6h92a8 8 0 0 1 8 8v92a8 8 0 0 1-8 8H14a8 8 0 0 1-8-8V14a8 8 0 0 1 8-8Z",
};
/** What stands within the shape: its lines, and how thick they are. */
const DRAWN = {
  check: ["m34 62 18 18 35-39", 13], calendar: ["M36 34h48v50H36zM36 48h48M48 26v14M72 26v14M50 60l20 16M70 60 50 76", 7],
  later: ["M36 34h48v50H36zM36 48h48M48 26v14M72 26v14M48 66h24m-9-8 9 8-9 8", 7], clock: ["M60 30a30 30 0 1 1 0 60a30 30 0 1 1 0-60M60 42v20l13 8", 8],
  pause: ["M47 36v48M73 36v48", 13], cross: ["m38 38 44 44M82 38 38 82", 13], elsewhere: ["M32 60h52M66 40l20 20-20 20", 11],
  zone: ["M60 30c-13 0-22 9-22 21 0 16 22 37 22 37s22-21 22-37c0-12-9-21-22-21ZM52 44l16 16M68 44 52 60", 7], bar: ["M36 60h48", 16],
  question: ["M42 50c0-11 8-18 18-18s18 7 18 16c0 14-18 15-18 29M60 93v2", 10], alert: ["M60 40v34M60 91v1", 12],
  old: ["M42 32h36M42 88h36M46 32c0 20 28 36 28 56M74 32c0 20-28 36-28 56", 7], key: ["M48 46a14 14 0 1 0 .1 0M58 70l26-26M76 52l8 8M68 60l6 6", 7],
  cut: ["M36 36h20v20H36zM64 36h20M84 36v8M36 64v20h8M58 76h6M72 84l12-12", 7], none: ["M34 60h52M44 44h32M44 76h32", 7],
  number: ["M52 34l-8 52M76 34l-8 52M36 50h52M32 70h52", 7],
  offline: ["M34 56c16-14 36-14 52 0M46 70c9-8 19-8 28 0M36 36l48 48", 7],
};

export function shape({ sign, drawn }) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 120 120");
  svg.setAttribute("aria-hidden", "true");
  const [line, width] = DRAWN[drawn];
  for (const [path, name] of [[GROUNDS[sign], "ground"], [line, "line"]]) {
    const part = document.createElementNS(SVG, "path");
    part.setAttribute("d", path);
    part.setAttribute("class", name);
    if (name === "line") part.setAttribute("stroke-width", width);
    svg.append(part);
  }
  return svg;
}

/** Fills the verdict of the page; `lines` are `[term, text]`. */
export function drawVerdict(root, { words, why, plate, hidden, lines, replay, note, pooled }) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  part("head").className = `scan ${words.sign}`;
  part("shape").replaceChildren(shape(words));
  part("word").textContent = words.word.toUpperCase();
  part("why").textContent = why;
  part("then").textContent = pooled ? thenOf(words) : hidden ? "Saisissez la plaque du véhicule pour la vérifier." : `${words.then}.`;
  const shown = part("painted");
  shown.className = plate ? "plate xl" : "noplate";
  shown.replaceChildren(Object.assign(document.createElement("span"), { textContent: plate ? painted(plate) : pooled ? "Droit de flotte, sans plaque" : hidden ? "Ce code ne porte pas la plaque" : "Aucune plaque à comparer" }));
  part("lines").replaceChildren(...lines.filter(([, text]) => text).map(row));
  part("replay").hidden = !replay;
  part("replay").textContent = replay ?? "";
  part("note").hidden = !note;
  part("note").textContent = note ?? "";
}

/** The right of a fleet has no plate to compare: it is its telephone that counts. */
function thenOf({ then }) {
  return then.startsWith("Comparez") ? "Il vaut pour le véhicule que ce téléphone accompagne." : `${then}.`;
}

function row([term, text]) {
  const line = document.createElement("div");
  line.append(Object.assign(document.createElement("dt"), { textContent: term }), Object.assign(document.createElement("dd"), { textContent: text }));
  return line;
}
