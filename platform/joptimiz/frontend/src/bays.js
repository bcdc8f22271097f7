/** The bays of the territory that is shown and their places free: told as they change, as long as the layer is shown and looked at. */

import { ask, latest, Trouble } from "./api.js";
import { withStates } from "./bay-states.js";
import { BAYS } from "./layers.js";
import { store } from "./model.js";

const app = store.value;
const AGAIN_MS = 30_000;
const EMPTY = { bays: new Map(), bay: null, told: null };
/** What is followed: which territory, the stream, when it was last heard; null while nothing is. */
let current = null;
let again = 0;

const path = (slug, end = "") => `/api/v1/territories/${encodeURIComponent(slug)}/bays${end}`;
const isShown = () => Boolean(app.place && app.layers.get(BAYS)?.shown);

/** The bays that are in service, from the answer of the inventory; each as lists and cards show it. */
export const baysOf = ({ features }) => new Map(features.filter(({ properties }) => properties.active !== false)
  .map(({ id, properties }) => [id, { id, ...properties, state: properties.state ?? { free: -1, places: properties.places } }]));

const readBays = latest((signal, slug) => ask(path(slug), { signal }));

/** Takes what was heard, by the clock of the server. */
function hear(mine, { at, bays }, live) {
  if (current !== mine) return;
  mine.ahead = Date.parse(at) - Date.now();
  store.set({ bays: withStates(app.bays, bays), told: { live, at: Date.parse(at) } });
}

/** From now on what is shown grows old. */
function fallBack(mine) {
  if (current !== mine || !app.told?.live) return;
  store.set({ told: { live: false, at: Date.now() + mine.ahead } });
}

function listen(mine) {
  const stream = new EventSource(path(mine.slug, "/live"));
  mine.stream = stream;
  stream.addEventListener("bays", ({ data }) => hear(mine, JSON.parse(data), true));
  stream.addEventListener("error", () => {
    fallBack(mine);
    // The browser opens it again by itself, unless the server refused it.
    if (stream.readyState === EventSource.CLOSED && current === mine) again = setTimeout(() => retry(mine), AGAIN_MS);
  });
}

async function retry(mine) {
  try {
    const states = await ask(path(mine.slug, "/state"));
    if (current !== mine) return;
    hear(mine, states, false);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
  }
  if (current === mine) listen(mine);
}

function stop() {
  const mine = current;
  if (!mine) return;
  clearTimeout(again);
  mine.stream?.close();
  fallBack(mine);
  current = null;
}

async function follow(slug) {
  const mine = { slug, stream: null, ahead: 0 };
  current = mine;
  try {
    const read = await readBays(slug);
    if (!read || current !== mine) return;
    store.set({ bays: baysOf(read) });
    listen(mine);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    if (current !== mine) return;
    store.set({ told: { live: false, at: null } });
    again = setTimeout(() => { if (current === mine) follow(slug); }, AGAIN_MS);
  }
}

function restart() {
  const shown = isShown();
  const slug = shown && !document.hidden ? app.place.slug : null;
  if (slug === (current?.slug ?? null)) return;
  stop();
  // A tab that is not seen keeps what it shows; a layer put away, or another territory, keeps nothing.
  const [known] = app.bays.values();
  if (!shown || (known && known.territory !== app.place.slug)) store.set(EMPTY);
  if (slug) follow(slug);
}

export function startBays() {
  store.on(["place", "layers"], restart);
  document.addEventListener("visibilitychange", restart);
}
