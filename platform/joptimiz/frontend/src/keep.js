/** What this device remembers between two visits: the vehicle, its purpose, and the derogations held in each territory. */

import { FIRST, formatAddress, parseAddress } from "./address.js";
import { formatRights, parseRights } from "./rights.js";

const KEY = "joptimiz-vehicle";

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return kept && typeof kept === "object" ? kept : {};
  } catch {
    return {};
  }
}

/** Keeps what is asked for; a device that refuses storage simply forgets it. */
export function keep({ vehicle, facts, activity, rights, place }) {
  const question = formatAddress({ ...FIRST, vehicle, facts, activity });
  const before = read().rights ?? {};
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...read(), question, rights: place ? { ...before, [place.slug]: formatRights(rights) } : before }));
  } catch {
    // Nothing to do: the address still says everything.
  }
}

/** Keeps which layers of a territory's map were asked for here; the rest is as the territory has it. */
export function keepLayers(slug, layers) {
  const kept = read();
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...kept, layers: { ...kept.layers, [slug]: layers } }));
  } catch {
    // Nothing to do: the territory's own choice stands at the next visit.
  }
}

/** The layers that were asked for or put away here: `{ school: false }`. */
export const keptLayers = (slug) => read().layers?.[slug] ?? {};

/** The vehicle and its purpose as they were last asked about here; nothing when this device remembers none. */
export function keptVehicle() {
  const { question } = read();
  if (typeof question !== "string") return {};
  const { vehicle, facts, activity } = parseAddress(question);
  return { vehicle, facts, activity };
}

/** The derogations said to be held in a territory. */
export function keptRights(slug) {
  const kept = read().rights?.[slug];
  return Array.isArray(kept) ? parseRights(kept.map(String)) : [];
}
