/** Status lists (draft-ietf-oauth-status-list), signed: two bits a pass. The same as `cirqliz/core/passes/lists.py`. */

import { decode } from "./cbor.js";
import { Fault, MALFORMED, check, lifeOf, unpack } from "./cose.js";

export const SIZE = 2 ** 17;
const BITS = 2;
const TYP = "application/statuslist+cwt";
const [SUB, EXP, IAT, TTL, LIST] = [2, 4, 6, 65534, 65533];
const LONGEST = 400_000;
const LARGEST = SIZE;

export const VALID = 0;
export const INVALID = 1;
export const SUSPENDED = 2;

/** The name of the list that tells of a place. */
export const nameOf = (territory, place) => `${territory}.${Math.floor(place / SIZE)}`;

/** `{subject, issued, expires, ttl, data, territory}` if one of these keys signed it, and it is of this name; throws Fault. */
export async function openList(token, keys, at, name) {
  if (token.length > LONGEST) throw new Fault(MALFORMED);
  const signed = unpack(token, TYP);
  const key = await check(signed, keys);
  const found = await read(signed.payload, key.territory);
  if (!found.subject.endsWith(`/s/${name}`) || !name.startsWith(`${key.territory}.`)) throw new Fault(MALFORMED);
  const over = at >= found.expires ? "key_over" : lifeOf(key, at);
  if (over) throw new Fault(over);
  return found;
}

async function read(payload, territory) {
  try {
    const claims = decode(payload, 6).value;
    const held = claims.get(LIST);
    const told = [EXP, IAT, TTL].map((name) => claims.get(name));
    if (held.get("bits") !== BITS || !told.every(Number.isSafeInteger) || typeof claims.get(SUB) !== "string") throw new Fault(MALFORMED);
    const [expires, issued, ttl] = told;
    return { subject: claims.get(SUB), issued, expires, ttl, data: await inflated(held.get("lst")), territory };
  } catch {
    throw new Fault(MALFORMED);
  }
}

/** The bytes of a list, no more than the longest list has. */
async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const found = new Uint8Array(LARGEST);
  let size = 0;
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return found.slice(0, size);
    found.set(value, size);
    size += value.length;
  }
}

/** The status of a place in the lists of its territory; null past the end of its list. */
export function statusIn({ data }, place) {
  const here = place % SIZE;
  const a = 8 / BITS;
  return here < data.length * a ? (data[Math.floor(here / a)] >> ((here % a) * BITS)) & 3 : null;
}
