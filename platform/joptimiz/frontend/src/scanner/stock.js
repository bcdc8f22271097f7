/** What the device keeps in IndexedDB: documents as they were signed, checks to be sent, passes seen today. */

import { openStock } from "../stored.js";

export { Full } from "../stored.js";
export const { get, all, put, clear, remove } = openStock("joptimiz-controle", { documents: "name", queue: "id", seen: "code" });

/** A number that no other check has (RFC 9562, version 4), where `crypto.randomUUID` is not to be had too. */
export function newNumber() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte, place) => ([4, 6, 8, 10].includes(place) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}
