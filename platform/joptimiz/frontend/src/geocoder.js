/** Addresses: searched by their words, and found near a point. Where a territory has none installed, nothing is asked. */

import { ask, settled, Trouble } from "./api.js";
import { placeKey } from "./itinerary.js";
import { arrival, store } from "./model.js";
import { nearName, suggestions } from "./suggestions.js";

const app = store.value;
const MOST = 8;
const QUIET_MS = 120;
/** Points that were looked up, or are being; the server is asked once for each. */
const asked = new Set();
let absent = null;

const path = (rest, query) => `/api/v1/addresses${rest}?${new URLSearchParams({ ...query, territory: app.place.slug })}`;

/** Can addresses be searched here? */
export const hasAddresses = () => Boolean(app.place) && app.place.addresses !== false && absent !== app.place.slug;

async function lookUp(rest, query, signal) {
  try {
    return await ask(path(rest, query), { signal });
  } catch (error) {
    if (error instanceof Trouble && error.status === 404) absent = app.place.slug;
    throw error;
  }
}

/** The addresses these words may mean, best first, with what there is to know of them and whom they come from. */
export async function findAddresses(text, signal) {
  const answer = await lookUp("", { q: text, limit: MOST }, signal);
  return { found: suggestions(answer), note: answer.note ?? "", credit: answer.attribution ?? "" };
}

async function nameAt(position) {
  const key = placeKey(position);
  if (asked.has(key)) return;
  asked.add(key);
  try {
    const name = nearName(await lookUp("/reverse", { lon: position[0], lat: position[1] }));
    if (name) store.set({ near: { ...app.near, [key]: name } });
  } catch {
    // A name is a comfort: the coordinates say the same, and the next look asks again.
    asked.delete(key);
  }
}

const nameAll = settled(QUIET_MS, () => {
  if (!hasAddresses()) return;
  for (const { name, position } of app.stops) if (position && !name) nameAt(position);
});

/** Names the stops that were placed without words. */
export function startNames() {
  store.on(["stops", "place"], nameAll);
  // Another territory starts without names: those of the points that come back are asked for again.
  store.on(["place"], () => { asked.clear(); if (arrival()) nameAll(); });
}
