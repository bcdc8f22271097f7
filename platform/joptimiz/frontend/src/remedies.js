/** The changes that would make a refusal lawful: what to ask the server for, and how each of its answers is shown. */

import { dateOf, instantOf, minuteOf, wallOf } from "./clock.js";
import { dutiesInLine } from "./duties.js";
import { difference, distance, duration, hour, NB, sentence, spaced } from "./french.js";
import { metresBetween } from "./geometry.js";
import { aboutRight, withRight } from "./rights.js";
import { citation, moment } from "./sentences.js";
import { PRESETS } from "./vehicles.js";
import { TAKE, WALK } from "./words.js";

const BEFORE = 12;
const AFTER = 24;
const MOST = 8;
const HOUR = 3_600_000;

/** What may be changed. Nobody is sent back in time: hours before `now` are not asked for, unless the question is past already. */
export function optionsFor({ at, timezone, now, vehicle, stops }) {
  const left = (instantOf(timezone, at) - now) / HOUR;
  return {
    hours_before: left < 0 ? BEFORE : Math.min(BEFORE, Math.floor(left)), hours_after: AFTER, rights: true, most: MOST,
    vehicles: Object.entries(PRESETS).filter(([id]) => id !== vehicle).map(([, preset]) => ({ label: preset.name, vehicle: preset.facts })),
    stops: stops.map(({ label, position }) => ({ label, position })),
  };
}

const SHOWN = {
  time(remedy, { at, timezone, trip }) {
    const wall = wallOf(timezone, Date.parse(remedy.at));
    const when = dateOf(wall) === dateOf(at) ? `à${NB}${hour(minuteOf(wall))}` : moment(wall, at);
    const title = `${trip ? "Partir" : "Venir"} ${when}`;
    const delay = (instantOf(timezone, wall) - instantOf(timezone, at)) / 1000;
    return { title, button: title, cost: difference(delay, duration), patch: { at: wall } };
  },
  vehicle(remedy) {
    const [id, preset] = Object.entries(PRESETS).find(([, each]) => each.name === remedy.label) ?? [];
    return { title: `Prendre ${preset?.taken ?? spaced(remedy.label)}`, button: TAKE.vehicle, cost: null, patch: id ? { vehicle: id } : null };
  },
  stop(remedy, { point, end }) {
    const far = point ? metresBetween(point, remedy.position) : 0;
    return { title: `S’arrêter ${spaced(remedy.label)}`, button: TAKE.stop, cost: point ? `${distance(far)} ${WALK}` : null,
      patch: { [end]: remedy.position, zone: null } };
  },
  right(remedy, { place, rights }) {
    const { right } = remedy;
    const here = right.territory === place.slug && (place.rights ?? []).some((kind) => kind.kind === right.kind);
    const source = citation(right);
    return { title: `Avoir ${spaced(right.name)}`, button: TAKE.right, cost: null, source: right, about: sentence(capital(aboutRight(right) || `${source?.article ?? ""}`)),
      patch: here ? { rights: withRight(rights, right.kind, true) } : null };
  },
};

const capital = (text) => text.charAt(0).toLocaleUpperCase("fr") + text.slice(1);

/**
 * One remedy as it is shown: `{kind, verdict, title, text, cost, button, patch, duties, source}`. `asked` is the question:
 * `{at, timezone, trip, point, end, place, rights}`. `patch` is what taking it changes in the question; null when this
 * page cannot take it.
 */
export function remedyView(remedy, asked) {
  const shown = SHOWN[remedy.kind](remedy, asked);
  const said = remedy.message ? sentence(spaced(remedy.message)) : "";
  return {
    kind: remedy.kind, verdict: remedy.verdict, source: null, about: null, ...shown,
    text: sameWords(said, shown.title) ? "" : said, duties: remedy.obligations?.length ? dutiesInLine(remedy.obligations) : "",
  };
}

const letters = (text) => text.toLocaleLowerCase("fr").replace(/[^\p{L}\p{N}]/gu, "");
const sameWords = (text, title) => letters(text) === letters(title);

/** The server's answer as the panel shows it: the remedies in its order, or the sentence that says nothing helps. */
export function remediesView(answer, asked) {
  const known = (answer?.remedies ?? []).filter((remedy) => remedy.kind in SHOWN);
  return { found: known.map((remedy) => remedyView(remedy, asked)), none: answer?.none ? sentence(spaced(answer.none)) : null };
}
