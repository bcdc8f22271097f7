/** French plates as they are typed: the rules of `rules/written/plates.py`, and what was meant where letters look alike. */

const LETTER = "[A-HJ-NP-TV-Z]";
const SIV = new RegExp(`^(${LETTER}{2})([0-9]{3})(${LETTER}{2})$`);
const MOPED = new RegExp(`^(${LETTER}{1,2})([0-9]{2,3})(${LETTER})$`);
const FNI = /^([1-9][0-9]{0,3})([A-Z]{1,3})(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[12346])$/;
const FIGURES = { O: "0", I: "1", Q: "0", S: "5", Z: "2" };
const LETTERS = { 0: "D", 1: "L", 5: "S", 2: "Z", 8: "B" };
const NB = "\u00a0";

/** In capitals, without what stands between. */
export const compact = (text) => text.normalize("NFKC").toUpperCase().replace(/[\s\-‐‑‒–—―−_.·•/\u200b-\u200f]/gu, "");

/** A plate as it is painted. */
export function painted(number) {
  const parts = SIV.exec(number) ?? MOPED.exec(number);
  if (parts) return parts.slice(1).join("-");
  return FNI.exec(number)?.slice(1).join(" ") ?? number;
}

/** `{number}`, or `{wrong, meant}`: what is wrong with it and, where it can be told, the plate that was meant. */
export function readPlate(text) {
  const number = compact(text);
  if (!number) return { wrong: "La plaque manque." };
  if (!/^[A-Z0-9]+$/.test(number)) return { wrong: "Une plaque n’a que des lettres et des chiffres." };
  const parts = SIV.exec(number) ?? MOPED.exec(number);
  if (parts && (parts[1] === "SS" || parts[3] === "SS")) return { wrong: "Aucune plaque ne porte « SS »." };
  if (parts && /^0+$/.test(parts[2])) return { wrong: "Les numéros commencent à 001." };
  if (parts || FNI.test(number)) return { number };
  const meant = meantBy(number);
  const wrong = `« ${number.slice(0, 16)} » n’est pas une plaque française.`;
  return meant ? { wrong: `${wrong} Vouliez-vous dire ${painted(meant)}${NB}?`, meant } : { wrong };
}

/** Seven signs in which a letter and a figure that look alike changed places. */
function meantBy(number) {
  if (number.length !== 7) return null;
  const swap = (signs, twins) => [...signs].map((sign) => twins[sign] ?? sign).join("");
  const meant = swap(number.slice(0, 2), LETTERS) + swap(number.slice(2, 5), FIGURES) + swap(number.slice(5), LETTERS);
  return SIV.test(meant) && !meant.slice(0, 2).includes("SS") && meant !== number ? meant : null;
}
