/** The map of a bay: a pin that is dragged, an outline that is drawn; the fields of the form say the same. */

import { Marker } from "maplibre-gl";
import { h } from "../dom.js";
import { startGround } from "./ground.js";
import { geometryOf, piecesOf } from "./model.js";
import { Pen } from "./pen.js";

const SAID = {
  place: "Cliquez la carte pour placer l’aire ; faites glisser le repère pour l’ajuster.",
  draw: "Cliquez les coins de l’emprise ; cliquez le premier, ou Entrée, pour finir.",
};
const number = (text) => { const read = Number(text.trim().replace(",", ".")); return text.trim() && Number.isFinite(read) ? read : null; };

class Bay {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.fields = this.form.elements;
    this.readonly = "readonly" in box.dataset;
  }

  async start() {
    const { basemap, worker, bounds } = this.box.dataset;
    const at = this.#position();
    const near = 0.0009;
    const frame = at ? [at[0] - near, at[1] - near, at[0] + near, at[1] + near] : bounds ? bounds.split(",").map(Number) : null;
    const element = h("div", { class: "ground" });
    this.box.append(element);
    this.box.hidden = false;
    this.ground = await startGround(element, { basemap, worker }, frame);
    if (!this.ground) { this.box.hidden = true; return; }
    this.pen = new Pen(this.ground, { changed: () => this.#drawn(), cut: () => {}, readonly: this.readonly });
    this.pin = new Marker({ draggable: !this.readonly, color: this.ground.colours.route });
    if (at) this.pin.setLngLat(at).addTo(this.ground.map);
    this.#show();
    if (this.readonly) return;
    this.pin.on("dragend", () => this.#placed(this.pin.getLngLat()));
    this.ground.map.on("click", ({ lngLat }) => { if (this.pen.tool === "select" && !this.pin._map) this.#placed(lngLat); });
    for (const name of ["lon", "lat", "outline"]) this.fields[name].addEventListener("change", () => this.#read());
    this.box.append(this.#tools());
    this.#say(SAID.place);
  }

  #tools() {
    const button = (text, act) => h("button", { type: "button", class: "btn", onclick: act }, text);
    return h("div", { class: "row wrap baytools" },
      button("Placer ici", () => this.#placed(this.ground.map.getCenter())),
      button("Dessiner l’emprise", () => { this.pen.put([]); this.pen.take("area"); this.#say(SAID.draw); }),
      button("Effacer l’emprise", () => { this.pen.put([]); this.pen.take("select"); this.fields.outline.value = ""; this.#say(SAID.place); }));
  }

  #position() {
    const [lon, lat] = [number(this.fields.lon.value), number(this.fields.lat.value)];
    return lon === null || lat === null || Math.abs(lon) > 180 || Math.abs(lat) > 90 ? null : [lon, lat];
  }

  #placed({ lng, lat }) {
    this.fields.lon.value = lng.toFixed(7);
    this.fields.lat.value = lat.toFixed(7);
    this.pin.setLngLat([lng, lat]).addTo(this.ground.map);
  }

  #drawn() {
    this.pen.take("select");
    const shape = geometryOf(this.pen.pieces().filter(({ kind }) => kind === "area").slice(-1));
    this.fields.outline.value = shape ? JSON.stringify(shape) : "";
    if (shape && !this.#position()) {
      const ring = shape.coordinates[0];
      const middle = [0, 1].map((axis) => (Math.min(...ring.map((p) => p[axis])) + Math.max(...ring.map((p) => p[axis]))) / 2);
      this.#placed({ lng: middle[0], lat: middle[1] });
    }
    this.#say(SAID.place);
  }

  #read() {
    const at = this.#position();
    if (at) { this.pin.setLngLat(at).addTo(this.ground.map); this.ground.map.easeTo({ center: at }); }
    this.#show();
  }

  #show() {
    try {
      this.pen.put(this.fields.outline.value.trim() ? piecesOf(JSON.parse(this.fields.outline.value)) : []);
    } catch {
      // What is typed is told by the server: the map waits.
    }
  }

  #say(text) {
    this.form.querySelector("[data-say]").textContent = text;
  }
}

for (const box of document.querySelectorAll("[data-bay]")) new Bay(box).start();
