/** What a pass says: an array of small numbers. The same as `cirqliz/core/passes/payload.py`. */

import { bytesOf, hex, sha256 } from "../verify/canonical.js";
import { decode } from "./cbor.js";
import { Fault, MALFORMED } from "./cose.js";

const VERSION = 1;
const EPOCH = Date.UTC(2024, 0, 1) / 1000;
const CODE_BYTES = 8;
const DEVICE_BYTES = 33;
const MOST_ZONES = 16;
const LONGEST_PLATE = 16;
const MOST_MINUTES = 2 ** 26;
const MOST_NUMBER = 2 ** 31;

/** `{code, plate, zones, starts, ends, kind, status, device}`, instants in seconds; throws Fault. */
export function readPayload(data) {
  const fields = fieldsOf(data);
  const [version, code, plate, zones, start, end, kind, status, ...device] = fields;
  const isShaped = version === VERSION && isBytes(code, CODE_BYTES) && Array.isArray(zones) && zones.length <= MOST_ZONES && fields.length >= 8;
  if (!isShaped) throw new Fault(MALFORMED);
  const isCounted = [start, end, kind, status, ...zones].every((each) => Number.isInteger(each) && each >= 0 && each < MOST_NUMBER);
  const isTimed = Math.max(start, end) < MOST_MINUTES && end > start;
  const isBound = device.length === 0 || (device.length === 1 && isBytes(device[0], DEVICE_BYTES));
  if (!isCounted || !isTimed || !isPlate(plate) || !isBound) throw new Fault(MALFORMED);
  return { code: hex(code), plate, zones, starts: EPOCH + start * 60, ends: EPOCH + end * 60, kind, status, device: device[0] ?? null };
}

function fieldsOf(data) {
  try {
    const { value, canonical } = decode(data, 4);
    if (canonical && Array.isArray(value)) return value;
  } catch {
    // Whatever strange bytes they are, they are not ours.
  }
  throw new Fault(MALFORMED);
}

const isBytes = (value, size) => value instanceof Uint8Array && value.length === size;

function isPlate(plate) {
  if (plate === null) return true;
  return typeof plate === "string" && [...plate].length <= LONGEST_PLATE && /^[\p{L}\p{N}]+$/u.test(plate) && plate.toUpperCase() === plate;
}

/** The one kind of a rulebook that has this number; null where none has, or two have. */
export async function findKind(kinds, number) {
  const found = [];
  for (const kind of kinds) {
    const [high, low] = await sha256(bytesOf(kind));
    if (high * 256 + low === number) found.push(kind);
  }
  return found.length === 1 ? found[0] : null;
}
