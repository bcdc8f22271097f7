/** Base32 (RFC 4648) without padding, of which one spelling is read. */

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export const isBase32 = (text) => /^[A-Z2-7]*$/.test(text);

/** The bytes of a text, or null for anything an encoder would not write: a length or last bits that say nothing. */
export function unb32(text) {
  if (!isBase32(text) || [1, 3, 6].includes(text.length % 8)) return null;
  const found = new Uint8Array(Math.floor((text.length * 5) / 8));
  let [held, bits, place] = [0, 0, 0];
  for (const sign of text) {
    held = ((held & 0xff) << 5) | SIGNS.indexOf(sign);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    found[place] = held >> bits;
    place += 1;
    held &= (1 << bits) - 1;
  }
  return held === 0 ? found : null;
}

/** The one text of these bytes. */
export function b32(bytes) {
  let [found, held, bits] = ["", 0, 0];
  for (const byte of bytes) {
    held = ((held & 31) << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      found += SIGNS[(held >> bits) & 31];
    }
  }
  return bits ? found + SIGNS[(held << (5 - bits)) & 31] : found;
}
