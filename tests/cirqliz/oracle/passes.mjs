/** Answers of the scanner’s reader of passes: one request a line (`{keys, now, texts, territories}`), one answer a line. */

import { createInterface } from "node:readline";

const { findKind, openList, openPass, statusIn } = await import(process.argv[2]);

let pair = null;

async function answer({ keys, now, texts = [], territories = null, list = null, kinds = null, shown = null }) {
  const opened = await Promise.all(texts.map((text) => openPass(text, keys, now, territories)));
  const told = { opened: opened.map(({ answer: said, territory, payload, stamp }) => ({ answer: said, territory, stamp, payload: payload && { ...payload, device: payload.device && Buffer.from(payload.device).toString("hex") } })) };
  if (shown) {
    // A telephone of this moment: its key, made here; `stamps.js` stands beside the reader.
    const { shortened } = await import(new URL("point.js", process.argv[2]));
    const { stamped } = await import(new URL("stamp.js", process.argv[2]));
    pair ??= await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    told.device = Buffer.from(shortened(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)))).toString("hex");
    told.shown = shown.token && (await stamped(shown.token, now, pair.privateKey));
  }
  if (kinds) told.kind = await findKind(kinds.among, kinds.number);
  if (list) {
    try {
      const found = await openList(Uint8Array.from(Buffer.from(list.token, "hex")), keys, now, list.name);
      told.statuses = list.places.map((place) => statusIn(found, place));
    } catch (error) {
      told.refused = error.code ?? `crash: ${error.stack}`;
    }
  }
  return told;
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
