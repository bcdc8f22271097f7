/** Which bay: the nearest free one, that of a code, the next one to go to. Pure. */

import { metresBetween } from "../geometry.js";

/** How near a bay must be to be taken for the one where the vehicle stands, in metres. */
export const HERE_M = 60;

const free = (bay) => bay.state?.free ?? -1;
const refused = (bay) => bay.conditions?.verdict === "forbidden";
export const metresTo = (bay, position) => (position ? metresBetween(position, bay.position) : null);

/** By distance where the position is known, else by name. */
export function ranked(bays, position) {
  const far = (bay) => metresTo(bay, position);
  return [...bays].sort((a, b) => (position ? far(a) - far(b) : a.name.localeCompare(b.name, "fr")));
}

/** The one proposed at first: where one stands, else the nearest that is free and allowed, else the nearest. */
export function proposed(bays, position) {
  const near = ranked(bays, position);
  if (!position) return null;
  const here = near.find((bay) => metresTo(bay, position) <= HERE_M && !refused(bay));
  return here ?? near.find((bay) => free(bay) !== 0 && !refused(bay)) ?? near[0] ?? null;
}

/** The nearest other bay with a place, from a bay. */
export function nextFree(bays, bay) {
  return ranked(bays.filter((one) => one.id !== bay.id && free(one) > 0 && !refused(one)), bay.position)[0] ?? null;
}

const SIGNS = "34679ACDEFHJKMNPQRTVWXY";
const MEANT = { G: "6", U: "V", 0: "Q", O: "Q" };

/** A code as it is typed, by the rules of `numeriz/core/codes.py`: « k7-pqx » is « K7PQX »; null where a sign is wrong. */
export function readCode(text) {
  const code = [...text.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "")].map((sign) => MEANT[sign] ?? sign).join("");
  if (code.length !== 5 || [...code].some((sign) => !SIGNS.includes(sign))) return null;
  const sum = [...code.slice(0, 4)].reduce((total, sign, place) => total + (place + 2) * SIGNS.indexOf(sign), 0);
  return SIGNS[sum % SIGNS.length] === code[4] ? code : null;
}

/** `{territory, code}` of what a sign’s QR says, be it in capitals, or null for another code. */
export function signOf(text) {
  const found = /\/b\/([a-z0-9-]{1,64})\/([0-9a-z]{4,8})\/?(?:[?#].*)?$/i.exec(text.trim());
  return found ? { territory: found[1].toLowerCase(), code: found[2].toUpperCase() } : null;
}
