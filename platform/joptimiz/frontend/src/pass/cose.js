/** COSE_Sign1 with ES256, in the one form we write. The same answers as `cirqliz/core/passes/cose.py`. */

import { b64, unb64 } from "../verify/canonical.js";
import { Cut, Tag, decode } from "./cbor.js";

const SIGN1 = 18;
const SIGNATURE_BYTES = 64;
const DEEPEST = 8;
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const imported = new Map();

export const TRUNCATED = "truncated";
export const MALFORMED = "malformed";

/** Why something is not believed; `code` is one of the answers. */
export class Fault extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** `{kid, protectedHeader, payload, signature}`; throws Fault. `typ` is the type its header must say, if any. */
export function unpack(data, typ = null) {
  const { value, canonical } = read(data);
  if (!(value instanceof Tag) || value.tag !== SIGN1 || !Array.isArray(value.value) || value.value.length !== 4) throw new Fault(MALFORMED);
  const [protectedHeader, unprotected, payload, signature] = value.value;
  const isWhole = [protectedHeader, payload, signature].every((part) => part instanceof Uint8Array);
  if (!isWhole || !(unprotected instanceof Map) || unprotected.size) throw new Fault(MALFORMED);
  if (signature.length !== SIGNATURE_BYTES || !canonical) throw new Fault(MALFORMED);
  return { kid: kidOf(protectedHeader, typ), protectedHeader, payload, signature };
}

function read(data) {
  try {
    return decode(data, DEEPEST);
  } catch (error) {
    throw new Fault(error instanceof Cut ? TRUNCATED : MALFORMED);
  }
}

/** The name of the key that a header of ours says, in base64url. */
function kidOf(header, typ) {
  const start = typ === null ? [0xa2, 1, 0x26, 4, 0x44] : [0xa3, 1, 0x26, 4, 0x44];
  const end = typ === null ? [] : [16, ...headed(3, new TextEncoder().encode(typ))];
  const isOurs = header.length === start.length + 4 + end.length
    && start.every((byte, place) => header[place] === byte)
    && end.every((byte, place) => header[start.length + 4 + place] === byte);
  if (!isOurs) throw new Fault(MALFORMED);
  return b64(header.slice(start.length, start.length + 4));
}

/** The key that signed it, among those of a verified list (`verifyKeys`); every key of that name is tried. Throws Fault. */
export async function check({ kid, protectedHeader, payload, signature }, keys) {
  const named = keys.filter((key) => key.kid === kid && key.territory !== undefined);
  if (!named.length) throw new Fault("unknown_key");
  const message = toSign(protectedHeader, payload);
  for (const key of named) {
    if (await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, await cryptoKey(key), signature, message)) return key;
  }
  throw new Fault("forged");
}

/** What keeps a key from being believed at an instant, in seconds; null when nothing does. */
export function lifeOf({ nbf, exp }, at) {
  if (at < nbf) return "key_early";
  return at >= exp ? "key_over" : null;
}

function cryptoKey({ x, y }) {
  const name = `${x}.${y}`;
  if (!imported.has(name)) {
    const point = Uint8Array.from([4, ...unb64(x), ...unb64(y)]);
    imported.set(name, crypto.subtle.importKey("raw", point, CURVE, false, ["verify"]));
  }
  return imported.get(name);
}

/** `["Signature1", protected, b"", payload]` in CBOR. */
function toSign(protectedHeader, payload) {
  const parts = [[0x84], headed(3, new TextEncoder().encode("Signature1")), headed(2, protectedHeader), [0x40], headed(2, payload)];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function headed(major, bytes) {
  const size = bytes.length;
  const head = size < 24 ? [size] : size < 256 ? [24, size] : size < 65_536 ? [25, size >> 8, size & 255] : [26, size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255];
  return [(major << 5) | head[0], ...head.slice(1), ...bytes];
}
