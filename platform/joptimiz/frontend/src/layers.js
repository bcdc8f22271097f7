/** What the map draws, kinds of zone and bays: as the territory has it until its visitor chooses; a zone that closes is never hidden. */

import { ask, latest } from "./api.js";
import { keepLayers, keptLayers } from "./keep.js";
import { store, verdictOf } from "./model.js";

const app = store.value;
/** The layer of bays: places, never zones, whatever a territory names a kind of its own. */
export const BAYS = "bays";
const layerOf = (zone) => (zone.kind !== BAYS && app.layers.has(zone.kind) ? zone.kind : "other");

/** Is this zone drawn for this vehicle at this minute? */
export function isDrawn(zone) {
  const verdict = verdictOf(zone.id);
  const shown = app.layers.get(layerOf(zone))?.shown ?? true;
  return shown || app.zone === zone.id || Boolean(verdict && verdict !== "allowed");
}

/** Shows a layer or puts it away, and remembers it here. */
export function show(layer, shown) {
  keepLayers(app.place.slug, { ...keptLayers(app.place.slug), [layer]: shown });
  store.set({ layers: new Map(app.layers).set(layer, { ...app.layers.get(layer), shown }) });
}

const read = latest(async (signal, slug) => (await ask(`/api/v1/territories/${slug}/layers`, { signal })).layers);

/** Without an answer every layer is drawn. */
export async function readLayers() {
  const slug = app.place?.slug;
  const known = slug ? await read(slug).catch(() => []) : [];
  if (!known || slug !== app.place?.slug) return;
  const kept = slug ? keptLayers(slug) : {};
  store.set({ layers: new Map(known.map(({ layer, name, shown }) => [layer, { name, shown: kept[layer] ?? shown }])) });
}
