/** The key of this telephone for one right: made here, never readable, it leaves in no way. */

import { shortened } from "../pass/point.js";
import { b64, bytesOf } from "../verify/canonical.js";

const ABOUT = bytesOf("joptimiz phone 1\0");

/** `{key, point}`: what signs, and 33 bytes for others to check by. */
export async function newKey() {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  return { key: pair.privateKey, point: shortened(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey))) };
}

/** That who holds this link holds this key. */
export async function proofOf(secret, { key, point }) {
  const message = Uint8Array.from([...ABOUT, ...bytesOf(secret), ...point]);
  return b64(new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, message)));
}
