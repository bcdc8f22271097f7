/** Passes opened without a network: the same answers as `cirqliz/core/passes/token.py`, whatever the text. */

import { unb32, isBase32 } from "./base32.js";
import { Fault, MALFORMED, TRUNCATED, check, lifeOf, unpack } from "./cose.js";
import { readPayload } from "./payload.js";
import { readStamp, refusedStamp, split } from "./stamp.js";

export { INVALID, SUSPENDED, VALID, nameOf, openList, statusIn } from "./lists.js";
export { findKind } from "./payload.js";

const LONGEST = 400;
const SHORTEST = 120;
const ADDRESS = /^https?:\/\/[^/?#]+\/p\/([^/?#]*)$/i;

/** The token in what a camera read: an address of ours, or the token alone. */
export function tokenIn(read) {
  const text = read.trim();
  return ADDRESS.exec(text)?.[1] ?? text;
}

/**
 * `{answer, territory, payload, stamp}`: `answer` is null for a pass that one of these keys signed and whose time it is, of
 * which only the status is left to be looked up; `stamp` is when its telephone showed it, where it is bound to one. `keys`
 * are those of a verified list; `at` is in seconds; never throws.
 */
export async function openPass(text, keys, at, territories = null) {
  try {
    const [token, written] = split(text);
    const signed = signedIn(token);
    const stamp = written === null ? null : readStamp(written);
    const key = await check(signed, keys);
    const payload = readPayload(signed.payload);
    if (stamp && payload.device === null) throw new Fault(MALFORMED);
    const over = lifeOf(key, at);
    if (over) throw new Fault(over);
    const answer = refusalOf(key, payload, at, territories) ?? (await refusedStamp(payload, token, stamp, at));
    return { answer, territory: key.territory, payload, stamp: stamp?.at ?? null };
  } catch (error) {
    return { answer: error instanceof Fault ? error.code : MALFORMED, territory: null, payload: null, stamp: null };
  }
}

function signedIn(text) {
  const token = text.toUpperCase();
  if (!/^[\0-\x7f]*$/.test(text) || token.length > LONGEST || !isBase32(token)) throw new Fault(MALFORMED);
  if (token.length < SHORTEST) throw new Fault(TRUNCATED);
  const data = unb32(token);
  return data ? unpack(data) : cut(token);
}

/** Throws what is wrong with a text that no bytes are written as: cut somewhere, or ill made. */
function cut(token) {
  try {
    unpack(unb32(token.slice(0, Math.floor(token.length / 8) * 8)));
  } catch (error) {
    if (error.code === TRUNCATED) throw error;
  }
  throw new Fault(MALFORMED);
}

/** What a pass that is ours is refused for by itself; `key` says whose it is. */
export function refusalOf(key, { starts, ends }, at, territories) {
  if (territories !== null && !territories.includes(key.territory)) return "other_territory";
  if (at >= ends) return "expired";
  return at < starts ? "not_yet" : null;
}
