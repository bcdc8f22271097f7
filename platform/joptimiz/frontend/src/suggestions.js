/** What a search for an address answers, as it is shown: pure. The server speaks GeoCodeJSON. */

import { distance, NB, spaced } from "./french.js";
import { metresBetween } from "./geometry.js";

const HERE_M = 60;
const NEAR_M = 400;
const BESIDE_M = 150;

const round = (n) => Number(n.toFixed(5));

/** « 98000 Monaco », without what the title already says. */
function town({ postcode, city }, title) {
  return [postcode, title.includes(city) ? null : city].filter(Boolean).join(" ");
}

/** Where in the street the point stands, when the number that was asked is not known. */
const around = ({ between }) => (between ? `entre le${NB}${between[0]} et le${NB}${between[1]}` : null);

/** One feature as a choice: `{title, detail, tag, position, name}`; null of one that has no point. */
function suggestion({ geometry, properties }) {
  const [lon, lat] = geometry?.coordinates ?? [];
  if (!Number.isFinite(lon) || !Number.isFinite(lat)) return null;
  const title = spaced(properties.name || properties.label || "");
  const detail = [around(properties), town(properties, title)].filter(Boolean).join(", ");
  const city = properties.city && !title.includes(properties.city) ? properties.city : null;
  return { title, detail, tag: properties.accuracy ?? "", position: [round(lon), round(lat)], name: [title, city].filter(Boolean).join(", ") };
}

/** Two that are told by the same words and stand beside each other: the doors of one place, and nothing to choose between. */
const same = (a, b) => a.title === b.title && a.detail === b.detail && metresBetween(a.position, b.position) < BESIDE_M;

/** The choices of an answer, in its order; the same words far apart are kept, those without words are not. */
export function suggestions(answer) {
  const all = (answer?.features ?? []).map(suggestion).filter((each) => each?.title);
  return all.filter((each, i) => !all.slice(0, i).some((before) => same(before, each)));
}

/** What a point is called after the nearest address: itself when it is there, « près de … » when it is not far, else null. */
export function nearName(answer) {
  const { properties } = answer?.features?.[0] ?? {};
  const name = spaced(properties?.name || properties?.label || "");
  const metres = properties?.distance_m ?? 0;
  if (!name || metres > NEAR_M) return null;
  return metres <= HERE_M ? name : `près de${NB}${name}, à${NB}${distance(metres)}`;
}
