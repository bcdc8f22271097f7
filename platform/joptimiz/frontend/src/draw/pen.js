/** The pen: draws and moves the pieces of a tracé over its ground. */

import { TerraDraw, TerraDrawLineStringMode, TerraDrawPolygonMode, TerraDrawSelectMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";

const MODES = { area: "polygon", hole: "polygon", line: "linestring", cut: "linestring", select: "select" };

const hex = (colour) => {
  const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map(Number);
  const scale = colour.startsWith("color(") ? 255 : 1;
  return `#${[r, g, b].map((part) => Math.round(part * scale).toString(16).padStart(2, "0")).join("")}`;
};

export class Pen {
  /** `changed` is called after each change by hand, `cut` with the line that cuts. */
  constructor(ground, { changed, cut, readonly }) {
    this.tool = "select";
    this.selected = null;
    const snapping = { toCustom: (event) => ground.snap(event), toCoordinate: true };
    const [mine, hole, halo] = ["route", "forbidden-solid", "map-halo"].map((name) => hex(ground.colours[name]));
    const colour = (feature) => (feature.properties.hole ? hole : mine);
    const point = { closingPointColor: mine, closingPointOutlineColor: halo, snappingPointColor: mine, snappingPointOutlineColor: halo, snappingPointWidth: 6 };
    const edit = { feature: { draggable: false, coordinates: { midpoints: true, draggable: true, deletable: true, snappable: snapping } } };
    this.draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map: ground.map, coordinatePrecision: 9 }),
      modes: [
        new TerraDrawPolygonMode({ snapping, pointerDistance: 14, styles: { fillColor: colour, outlineColor: colour, outlineWidth: 3, fillOpacity: 0.2, ...point } }),
        new TerraDrawLineStringMode({ snapping, pointerDistance: 14, styles: { lineStringColor: mine, lineStringWidth: 4, ...point } }),
        new TerraDrawSelectMode({
          flags: readonly ? {} : { polygon: edit, linestring: edit },
          styles: { selectedPolygonColor: colour, selectedPolygonOutlineColor: colour, selectedPolygonOutlineWidth: 4, selectedLineStringColor: mine, selectedLineStringWidth: 5,
            selectionPointColor: halo, selectionPointOutlineColor: mine, selectionPointOutlineWidth: 3, selectionPointWidth: 6, midPointColor: mine, midPointOutlineColor: halo, midPointWidth: 4 },
        }),
      ],
    });
    this.draw.start();
    this.draw.on("select", (id) => { this.selected = id; });
    this.draw.on("deselect", () => { this.selected = null; });
    this.draw.on("finish", (id, { action }) => this.#finished(id, action, changed, cut));
    // A vertex or a piece deleted by hand; what this class does by itself is no change of anybody.
    this.draw.on("change", (_ids, type) => { if (type === "delete" && this.tool === "select" && !this.busy) changed(); });
    this.take("select");
  }

  #finished(id, action, changed, cut) {
    if (action === "draw" && this.tool === "cut") {
      const { geometry } = this.draw.getSnapshotFeature(id);
      this.busy = true;
      this.take("select");
      this.draw.removeFeatures([id]);
      this.busy = false;
      return cut(geometry);
    }
    if (action === "draw" && this.tool === "hole") this.draw.updateFeatureProperties(id, { hole: true });
    return changed();
  }

  take(tool) {
    this.tool = tool;
    this.draw.setMode(MODES[tool]);
  }

  /** Replaces all that is drawn. */
  put(pieces) {
    const tool = this.tool;
    this.busy = true;
    this.draw.setMode("select");
    this.draw.clear();
    this.selected = null;
    this.draw.addFeatures(pieces.map(({ kind, line }) => (kind === "line"
      ? { type: "Feature", properties: { mode: "linestring" }, geometry: { type: "LineString", coordinates: line } }
      : { type: "Feature", properties: { mode: "polygon", hole: kind === "hole" }, geometry: { type: "Polygon", coordinates: [line] } })));
    this.take(tool);
    this.busy = false;
  }

  pieces() {
    return this.draw.getSnapshot().flatMap(({ geometry, properties }) => {
      if (properties.currentlyDrawing) return [];
      if (properties.mode === "polygon" && geometry.type === "Polygon") return [{ kind: properties.hole ? "hole" : "area", line: geometry.coordinates[0] }];
      return properties.mode === "linestring" && geometry.type === "LineString" ? [{ kind: "line", line: geometry.coordinates }] : [];
    });
  }

  /** Removes the selected piece; whether there was one. */
  remove() {
    if (this.selected === null || !this.draw.hasFeature(this.selected)) return false;
    const id = this.selected;
    this.busy = true;
    this.draw.deselectFeature(id);
    this.draw.removeFeatures([id]);
    this.busy = false;
    return true;
  }
}
