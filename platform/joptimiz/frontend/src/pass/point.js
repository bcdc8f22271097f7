/** Points of P-256 as 33 bytes: browsers read and write 65 alone. */

const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const SIDE = 32;

/** The 33 bytes of a point that has 65. */
export const shortened = (point) => Uint8Array.from([2 | (point[2 * SIDE] & 1), ...point.slice(1, SIDE + 1)]);

/** The 65 bytes of a point that has 33; null for bytes that are no point of the curve. */
export function lengthened(point) {
  if (point.length !== SIDE + 1 || (point[0] !== 2 && point[0] !== 3)) return null;
  const x = numberOf(point.slice(1));
  if (x >= P) return null;
  const square = (((x * x + P - 3n) % P) * x + B) % P;
  const root = power(square, (P + 1n) / 4n);
  if ((root * root) % P !== square) return null;
  const y = Number(root & 1n) === (point[0] & 1) ? root : P - root;
  return Uint8Array.from([4, ...point.slice(1), ...bytesOf(y)]);
}

const numberOf = (bytes) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

const bytesOf = (number) => Array.from({ length: SIDE }, (_, place) => Number((number >> BigInt(8 * (SIDE - 1 - place))) & 255n));

function power(base, exponent) {
  let [found, squared] = [1n, base % P];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) found = (found * squared) % P;
    squared = (squared * squared) % P;
  }
  return found;
}
