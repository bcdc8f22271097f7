/** The layers of the map, each shown or put away. */

import { byId, h, icon } from "../dom.js";
import { BAYS, readLayers, show } from "../layers.js";
import { store } from "../model.js";
import { KIND_ICON } from "../words.js";

const app = store.value;

function row([layer, { name, shown }]) {
  const box = h("input", { type: "checkbox", onchange: (event) => show(layer, event.target.checked) });
  box.checked = shown;
  return h("label", { class: "pickone" }, box, icon(layer === BAYS ? "bay" : (KIND_ICON[layer] ?? "layers"), true), h("span", {}, name));
}

async function draw() {
  await readLayers();
  const box = byId("layers");
  box.hidden = app.layers.size < 2 && !app.layers.has(BAYS);
  box.replaceChildren(box.querySelector("legend"), ...[...app.layers].map(row));
}

export function startLayers() {
  store.on(["place"], draw);
}
