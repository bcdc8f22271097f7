/** What a stop's field proposes: where one is, the map, the coordinates that were written, the addresses that were found. */

import { formatPlace, parsePlace } from "../coordinates.js";
import { spaced } from "../french.js";
import { findAddresses, hasAddresses } from "../geocoder.js";
import { POSITION, SEARCH } from "../words.js";

const LETTERS = 3;
const PATIENCE_MS = 12_000;

const HERE = { title: SEARCH.here, symbol: "locate", act: "here" };
const ON_MAP = { title: SEARCH.on_map, symbol: "map", act: "map" };
const elsewhere = () => [...(navigator.geolocation ? [HERE] : []), ON_MAP];

const letters = (text) => text.replace(/[^\p{L}\p{N}]/gu, "").length;

/** The choices there are without asking, and whether addresses are worth asking for. */
export function known(text) {
  if (!text) return { options: elsewhere(), note: "" };
  const position = parsePlace(text);
  if (position) return { options: [{ title: formatPlace(position), detail: SEARCH.as_written, position, name: null }], note: "" };
  if (!hasAddresses()) return { options: [ON_MAP], note: SEARCH.absent };
  const lacking = LETTERS - letters(text);
  return lacking > 0 ? { options: [], note: SEARCH.more(lacking) } : { options: [], note: "", search: true };
}

/** The addresses these words may mean; when there are none, what to do instead. */
export async function find(text, signal) {
  try {
    const { found, note, credit } = await findAddresses(text, signal);
    const said = (words) => [words, spaced(note)].filter(Boolean).join(" ");
    if (!found.length) return { options: [ON_MAP], note: said(SEARCH.none) };
    return { options: found, note: said(SEARCH.found(found.length)), credit: spaced(credit) };
  } catch (error) {
    if (error.name === "AbortError") throw error;
    const note = error.kind === "offline" ? SEARCH.offline : hasAddresses() ? SEARCH.failed : SEARCH.absent;
    return { options: [ON_MAP], note };
  }
}

/** Where this device is, as [lon, lat]; rejects with a sentence. */
export function whereAmI() {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve([Number(coords.longitude.toFixed(5)), Number(coords.latitude.toFixed(5))]),
      ({ code }) => reject(new Error(POSITION[code] ?? POSITION[2])),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 30_000 });
  });
}
