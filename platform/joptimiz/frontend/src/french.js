/** French typography: numbers, hours, lengths, durations. NB is the no-break space, NN the narrow one. */

export const NB = "\u00a0";
export const NN = "\u202f";

const WHOLE = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 0 });
const ONE = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 });
const TWO = new Intl.NumberFormat("fr-FR", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const pad = (n) => String(n).padStart(2, "0");

/** « 10 h » or « 10 h 30 », of minutes since midnight. */
export function hour(minutes) {
  const h = Math.floor(minutes / 60);
  const m = minutes % 60;
  return m ? `${h}${NB}h${NB}${pad(m)}` : `${h}${NB}h`;
}

/** « 10 h 00 », always with its minutes, so that the slider's tag keeps its width. */
export function hourFull(minutes) {
  return `${Math.floor(minutes / 60)}${NB}h${NB}${pad(minutes % 60)}`;
}

/** « 6,8 km » or « 640 m ». */
export function distance(metres) {
  if (metres < 950) return `${WHOLE.format(Math.round(metres / 10) * 10)}${NB}m`;
  return `${(metres < 99_500 ? ONE : WHOLE).format(metres / 1000)}${NB}km`;
}

/** « 21 min », « 1 h 05 », « moins d’une minute ». */
export function duration(seconds) {
  if (seconds < 60) return "moins d’une minute";
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}${NB}min`;
  if (minutes < 1440) return hour(minutes);
  const days = Math.round(minutes / 1440);
  return days === 1 ? `un${NB}jour` : `${days}${NB}jours`;
}

/** « + 640 m », « − 2 min »: a signed difference. */
export function difference(value, format) {
  return `${value < 0 ? "−" : "+"}${NB}${format(Math.abs(value))}`;
}

/** « 7,5 t » of kilograms. */
export const tonnes = (kg) => `${ONE.format(kg / 1000)}${NB}t`;

/** « 3,20 m » of centimetres; whole metres stay whole. */
export const metres = (cm) => `${cm % 100 ? TWO.format(cm / 100) : WHOLE.format(cm / 100)}${NB}m`;

/** « 4 zones », « 1 zone », « aucune zone »: the French plural starts at two. */
export function count(n, one, many, none) {
  if (n === 0) return none;
  return `${WHOLE.format(n)}${NB}${n < 2 ? one : many}`;
}

/** « a, b et c ». */
export function listed(words) {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} et ${words.at(-1)}`;
}

/** Puts the spaces French wants before double signs and inside guillemets, in a text that came without them. */
export function spaced(text) {
  return text
    .replace(/['’](?=\p{L})/gu, "’")
    .replace(/[ \u00a0\u202f]([;!?])/g, `${NN}$1`)
    .replace(/[ \u00a0\u202f]:(?=\s|$)/g, `${NB}:`)
    .replace(/«[ \u00a0\u202f]*/g, `«${NN}`)
    .replace(/[ \u00a0\u202f]*»/g, `${NN}»`)
    .replace(/(\d) (?=(?:h|t|m|cm|kg|km|min|%)(?![\p{L}\p{N}]))/gu, `$1${NB}`)
    .replace(/(^|\s)à (?=\d)/g, `$1à${NB}`)
    .replace(/(\d\u00a0h) (?=\d{2}(?!\d))/g, `$1${NB}`);
}

/** « mardi 24 novembre 2026 » of « 2026-11-24 »; `short` gives « mar. 24 nov. ». */
export function day(date, short = false) {
  const [y, m, d] = date.split("-").map(Number);
  const options = short
    ? { weekday: "short", day: "numeric", month: "short" }
    : { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const text = new Intl.DateTimeFormat("fr-FR", { ...options, timeZone: "UTC" }).format(Date.UTC(y, m - 1, d, 12));
  return text.replace(/(^|\s)1 /, "$11er ");
}

/** « mar. 24 » of « 2026-11-24 », for a row of a week. */
export function dayShort(date) {
  const name = new Intl.DateTimeFormat("fr-FR", { weekday: "short", timeZone: "UTC" }).format(Date.parse(`${date}T12:00Z`));
  return `${name}${NB}${Number(date.slice(8))}`;
}

/** The text as a sentence: with its full stop. */
export const sentence = (text) => (/[.!?…»]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
