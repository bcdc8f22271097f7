/** A place written as coordinates, in the ways people copy them: pure. Latitude comes first; the answer is [lon, lat]. */

const round = (n) => Number(n.toFixed(5));

/** [lon, lat] of a latitude and a longitude, null when they are not on Earth. */
function place(lat, lon) {
  const real = Number.isFinite(lat) && Number.isFinite(lon) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return real ? [round(lon), round(lat)] : null;
}

const number = (text) => Number(text.replace(",", "."));

/** « 43.73840, 7.42460 », with points or commas. */
function decimal(text) {
  const found = /^\s*(-?\d{1,2}(?:[.,]\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*$/.exec(text);
  return found && place(number(found[1]), number(found[2]));
}

const ANGLE = String.raw`(\d{1,3}(?:[.,]\d+)?)\s*°(?:\s*(\d{1,2}(?:[.,]\d+)?)\s*['’′](?:\s*(\d{1,2}(?:[.,]\d+)?)\s*(?:["”″]|''|’’|′′))?)?`;
const AFTER = new RegExp(`^${ANGLE}\\s*([NS])[\\s,;]*${ANGLE}\\s*([EWO])$`, "iu");
const BEFORE = new RegExp(`^([NS])\\s*${ANGLE}[\\s,;]*([EWO])\\s*${ANGLE}$`, "iu");

/** Degrees of an angle and its quarter; West is « W » or « O », and minutes stop at sixty. */
function degrees(quarter, [whole, minutes = "0", seconds = "0"]) {
  const [d, m, s] = [whole, minutes, seconds].map(number);
  if (m >= 60 || s >= 60) return NaN;
  return (/[SWO]/i.test(quarter) ? -1 : 1) * (d + m / 60 + s / 3600);
}

/** « 43°44′03″ N, 7°25′12″ E », quarters before or after. */
function sexagesimal(text) {
  const after = AFTER.exec(text);
  if (after) return place(degrees(after[4], after.slice(1, 4)), degrees(after[8], after.slice(5, 8)));
  const before = BEFORE.exec(text);
  return before && place(degrees(before[1], before.slice(2, 5)), degrees(before[5], before.slice(6, 9)));
}

/** « geo:43.73,7.42;u=35?z=17 » (RFC 5870). */
function geoLink(text) {
  const found = /^geo:(-?[\d.]+),(-?[\d.]+)(?:,-?[\d.]+)?(?:[;?].*)?$/i.exec(text);
  return found && place(Number(found[1]), Number(found[2]));
}

/** A link of openstreetmap.org: its marker when it has one, else the middle of its map. */
function mapLink(text) {
  if (!/^(?:https?:\/\/)?(?:www\.)?(?:openstreetmap\.org|osm\.org)\//i.test(text)) return null;
  const mark = [/[?&]mlat=(-?[\d.]+)/.exec(text), /[?&]mlon=(-?[\d.]+)/.exec(text)];
  if (mark[0] && mark[1]) return place(Number(mark[0][1]), Number(mark[1][1]));
  const middle = /#map=[\d.]+\/(-?[\d.]+)\/(-?[\d.]+)/.exec(text);
  return middle && place(Number(middle[1]), Number(middle[2]));
}

/** The place a text speaks of, or null when it is no coordinates: an address, then. */
export function parsePlace(text) {
  const clean = (text ?? "").trim();
  return decimal(clean) ?? sexagesimal(clean) ?? geoLink(clean) ?? mapLink(clean);
}

/** « 43.73840, 7.42460 », as it can be typed. */
export const formatPlace = (point) => (point ? `${point[1].toFixed(5)}, ${point[0].toFixed(5)}` : "");
