/** The time that a telephone signs beside its pass. The same answers as `cirqliz/core/passes/stamps.py`. */

import { b32, isBase32, unb32 } from "./base32.js";
import { Fault, MALFORMED, TRUNCATED } from "./cose.js";
import { lengthened } from "./point.js";

/** How far from the hour of who reads it a stamp may lie, in seconds. */
export const TOLERANCE = 90;
const ABOUT = new TextEncoder().encode("joptimiz pass stamp 1\0");
const EPOCH = Date.UTC(2024, 0, 1) / 1000;
const TIME_BYTES = 4;
const LENGTH = 109;
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const BY = { name: "ECDSA", hash: "SHA-256" };

/** A token with the hour at which it is shown, in whole seconds, signed by the key of the telephone. */
export async function stamped(token, at, key) {
  const written = timed(at);
  const signature = new Uint8Array(await crypto.subtle.sign(BY, key, toSign(token, written)));
  return `${token}.${b32([...written, ...signature])}`;
}

/** `[token, stamp]`; the stamp is null where there is none. */
export function split(text) {
  const dot = text.indexOf(".");
  return dot < 0 ? [text, null] : [text.slice(0, dot), text.slice(dot + 1)];
}

/** `{at, signature}`, taken apart and not yet believed; throws Fault. */
export function readStamp(text) {
  const written = text.toUpperCase();
  if (!/^[\0-\x7f]*$/.test(text) || written.length > LENGTH || !isBase32(written)) throw new Fault(MALFORMED);
  if (written.length < LENGTH) throw new Fault(TRUNCATED);
  const data = unb32(written);
  if (!data) throw new Fault(MALFORMED);
  return { at: EPOCH + new DataView(data.buffer).getUint32(0), signature: data.slice(TIME_BYTES) };
}

/** What the stamp of a pass is refused for at an instant, where it is bound to a telephone; null for nothing. */
export async function refusedStamp({ device }, token, stamp, at) {
  if (device === null) return null;
  if (stamp === null) return "stamp_missing";
  if (!(await isSigned(stamp, token, device))) return "stamp_forged";
  if (Math.abs(at - stamp.at) <= TOLERANCE) return null;
  return stamp.at < at ? "stamp_old" : "stamp_early";
}

async function isSigned({ at, signature }, token, device) {
  const point = lengthened(device);
  if (!point) return false;
  const key = await crypto.subtle.importKey("raw", point, CURVE, false, ["verify"]);
  return crypto.subtle.verify(BY, key, signature, toSign(token, timed(at)));
}

function timed(at) {
  const written = new Uint8Array(TIME_BYTES);
  new DataView(written.buffer).setUint32(0, at - EPOCH);
  return written;
}

const toSign = (token, written) => Uint8Array.from([...ABOUT, ...written, ...new TextEncoder().encode(token.toUpperCase())]);
