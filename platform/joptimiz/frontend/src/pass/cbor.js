/** Just enough CBOR (RFC 8949) for passes and status lists, and whether bytes are written in the one canonical way. */

/** Bytes that end before what they announce. */
export class Cut extends Error {}

/** Bytes that are no CBOR, or of a kind that nothing of ours holds. */
export class Strange extends Error {}

export class Tag {
  constructor(tag, value) {
    Object.assign(this, { tag, value });
  }
}

/** `{value, canonical}`; throws Cut or Strange. Maps are `Map`s, byte strings `Uint8Array`s; null and booleans as they are. */
export function decode(data, deepest) {
  const reader = new Reader(data, deepest);
  const value = reader.item(0);
  return { value, canonical: reader.canonical && reader.place === data.length };
}

const END = Symbol("end");

class Reader {
  constructor(data, deepest) {
    Object.assign(this, { data, deepest, place: 0, canonical: true });
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  take(count) {
    if (count > this.data.length - this.place) throw new Cut();
    this.place += count;
    return this.place - count;
  }

  item(depth) {
    if (depth > this.deepest) throw new Strange();
    const head = this.data[this.take(1)];
    const [major, info] = [head >> 5, head & 31];
    if (major === 7) return this.simple(info);
    if (info === 31) return this.unsized(major, depth);
    const count = this.count(info);
    if (major === 0) return count;
    if (major === 1) return -1 - count;
    if (major === 2) return this.data.slice(this.take(count), this.place);
    if (major === 3) return this.text(count);
    if (major === 4) return this.list(count, depth);
    if (major === 5) return this.map(count, depth);
    return new Tag(count, this.item(depth + 1));
  }

  /** The number after a head: it must stand in as few bytes as it can. */
  count(info) {
    if (info < 24) return info;
    if (info > 27) throw new Strange();
    const size = 1 << (info - 24);
    const at = this.take(size);
    const read = [() => this.view.getUint8(at), () => this.view.getUint16(at), () => this.view.getUint32(at), () => Number(this.view.getBigUint64(at))];
    const found = read[info - 24]();
    if (found < [24, 2 ** 8, 2 ** 16, 2 ** 32][info - 24]) this.canonical = false;
    return found;
  }

  text(count) {
    const bytes = this.data.subarray(this.take(count), this.place);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new Strange();
    }
  }

  list(count, depth) {
    const found = [];
    for (let left = count; left > 0; left -= 1) found.push(this.item(depth + 1));
    return found;
  }

  map(count, depth) {
    const found = new Map();
    let before = null;
    for (let left = count; left > 0; left -= 1) {
      const start = this.place;
      const key = this.item(depth + 1);
      const written = this.data.subarray(start, this.place);
      if (before && !follows(before, written)) this.canonical = false;
      before = written;
      found.set(key, this.item(depth + 1));
    }
    return found;
  }

  /** Parts up to a sign that says where they end: never ours, but bytes that may be cut as any other. */
  unsized(major, depth) {
    if (major < 2 || major > 5) throw new Strange();
    this.canonical = false;
    for (;;) {
      if ((major === 2 || major === 3) && this.place < this.data.length && this.data[this.place] !== 255 && this.data[this.place] >> 5 !== major) throw new Strange();
      if (this.item(depth + 1) === END) return undefined;
      if (major === 5) this.item(depth + 1);
    }
  }

  simple(info) {
    if (info === 31) this.canonical = false;
    if (info === 31) return END;
    if (info === 20 || info === 21) return info === 21;
    if (info === 22) return null;
    if (info < 24 || info > 27) throw new Strange();
    // Numbers with a fraction, and values nobody gave a name: nothing of ours, but bytes that may be cut as any other.
    this.take(1 << (info - 24));
    this.canonical = false;
    return undefined;
  }
}

/** Canonical keys go by length, then by their bytes. */
function follows(before, after) {
  if (before.length !== after.length) return before.length < after.length;
  const place = before.findIndex((byte, index) => byte !== after[index]);
  return place >= 0 && before[place] < after[place];
}
