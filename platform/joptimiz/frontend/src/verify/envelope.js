/**
 * What a territory or the platform signed, believed or refused with its reason. The same answers as
 * `tenants/verifying.py`: whatever is changed there is changed here.
 */

import { b64, bytesOf, canonical, hex, sha256, unb64 } from "./canonical.js";

const BUNDLE = "joptimiz/bundle@1";
const KEYS = "joptimiz/keys@1";
/** How far clocks may be from one another, in seconds. */
const SKEW = 300;

const SAID = {
  truncated: "Le fichier est incomplet ou abîmé\u00a0: il ne se lit pas.",
  malformed: "Le fichier se lit, mais ce n’est pas ce qui était attendu.",
  forged: "La signature ne correspond pas\u00a0: le contenu a été modifié, ou vient de quelqu’un d’autre.",
  "unknown-key": "La clé qui a signé n’est pas dans la liste des clés, ou n’est pas celle de ce territoire.",
  "key-expired": "La clé n’avait pas le droit de signer à cette date.",
  "not-yet-valid": "Ce fichier porte une date à venir\u00a0: l’heure de cet appareil est-elle juste\u202f?",
  expired: "Ce fichier n’est plus valable\u00a0: il faut en charger un plus récent.",
  older: "Un fichier plus récent de ce territoire a déjà été vu\u00a0: celui-ci ne vaut plus.",
  past: "C’est une version passée du règlement, pas celle en vigueur.",
};

/** Not to be believed; `code` is stable, the message is French. */
export class Refused extends Error {
  constructor(code) {
    super(SAID[code]);
    this.code = code;
  }
}

/**
 * The keys of a signed list: `{sequence, expires, keys}`. `anchors` are the platform’s keys as known already; without
 * any the list vouches for itself, which is only for one fetched from the platform. `seen`: the greatest sequence met.
 */
export async function verifyKeys(document, now, { anchors = [], seen = 0 } = {}) {
  const outer = parsed(document);
  const { list } = outer;
  expect(list, KEYS);
  whole(list, "sequence", "issued", "expires");
  if (!Array.isArray(list.keys)) throw new Refused("malformed");
  for (const key of list.keys) await checkKey(key);
  const platform = list.keys.filter((key) => key.territory === undefined);
  const at = secondsOf(now);
  await check(outer, canonical(list), anchors.length ? anchors : platform, list.issued, at);
  checkAge(list, seen, at);
  return { sequence: list.sequence, expires: list.expires, keys: list.keys, anchors: platform };
}

/**
 * The version in an envelope: `{territory, rulebook, sequence, standing, issued, expires, offsets, overlays, bundle}`.
 * `seen` is the greatest sequence of this territory met so far; `past` accepts a version no longer in force.
 */
export async function verify(envelope, ring, now, { seen = 0, past = false } = {}) {
  const outer = parsed(envelope);
  const { header, bundle } = outer;
  expect(header, BUNDLE);
  whole(header, "rulebook", "sequence", "issued", "expires");
  const tables = Array.isArray(header.offsets) && Array.isArray(header.overlays);
  if (typeof header.territory !== "string" || !isObject(bundle) || !tables) throw new Refused("malformed");
  const at = secondsOf(now);
  if (at >= ring.expires) throw new Refused("expired");
  const own = ring.keys.filter((key) => key.territory === header.territory);
  await check(outer, canonical(header), own, header.issued, at);
  if (hex(await sha256(bytesOf(canonical(bundle)))) !== header.digest) throw new Refused("forged");
  checkAge(header, seen, at);
  if (header.standing !== "in_force" && !past) throw new Refused("past");
  const { type, digest, ...told } = header;
  return { ...told, bundle };
}

function parsed(document) {
  if (isObject(document) && !ArrayBuffer.isView(document)) return document;
  let found;
  try {
    found = JSON.parse(typeof document === "string" ? document : new TextDecoder("utf-8", { fatal: true }).decode(document));
  } catch {
    throw new Refused("truncated");
  }
  if (!isObject(found)) throw new Refused("malformed");
  return found;
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const secondsOf = (now) => Math.floor(Number(now) / 1000);

function expect(branch, type) {
  if (!isObject(branch) || branch.type !== type) throw new Refused("malformed");
}

function whole(branch, ...names) {
  if (!names.every((name) => Number.isSafeInteger(branch[name]))) throw new Refused("malformed");
}

/** A key as the list writes it; its name must be its own. */
async function checkKey(key) {
  if (!isObject(key)) throw new Refused("malformed");
  whole(key, "nbf", "until", "exp");
  const [x, y] = [unb64(key.x), unb64(key.y)];
  if (x?.length !== 32 || y?.length !== 32) throw new Refused("malformed");
  const print = await sha256(Uint8Array.from([4, ...x, ...y]));
  if (b64(print.slice(0, 4)) !== key.kid) throw new Refused("malformed");
}

/** Throws unless one of these keys signed this text, when it might. */
async function check({ alg, kid, sig }, text, keys, issued, at) {
  if (alg !== "ES256" || typeof kid !== "string") throw new Refused("malformed");
  const named = keys.filter((key) => key.kid === kid);
  if (!named.length) throw new Refused("unknown-key");
  const raw = unb64(sig);
  if (raw?.length !== 64) throw new Refused("malformed");
  const message = bytesOf(text);
  const tried = await Promise.all(named.map((key) => isSigned(message, raw, key)));
  const signers = named.filter((_, place) => tried[place]);
  if (!signers.length) throw new Refused("forged");
  if (!signers.some((key) => key.nbf <= issued && issued < key.until && at < key.exp)) throw new Refused("key-expired");
}

async function isSigned(message, sig, { x, y }) {
  let key;
  try {
    key = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x, y }, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  } catch {
    throw new Refused("malformed");
  }
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, sig, message);
}

function checkAge({ issued, expires, sequence }, seen, at) {
  if (issued > at + SKEW) throw new Refused("not-yet-valid");
  if (at >= expires) throw new Refused("expired");
  if (sequence < seen) throw new Refused("older");
}
