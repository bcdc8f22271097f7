/** The planner's sentences with an hour, a figure or a name in them. */

import { instantOf, minuteOf, wallOf, dateOf } from "./clock.js";
import { day, difference, distance, duration, hour, NB, sentence } from "./french.js";
import { moment } from "./sentences.js";
import { HANDOVER, STATE, STATE_SAID } from "./trip-words.js";
import { VERDICT } from "./words.js";

/** The word of a verdict or of a trip's state. */
export const wordOf = (verdict) => STATE[verdict] ?? VERDICT[verdict];

/** « mardi 24 novembre, 10 h 58, trajet permis jusqu’à 23 h »: the value of the slider, read aloud. */
export function sliderText(date, minute, verdict, bands) {
  const when = `${day(date).replace(/ \d{4}$/, "")}, ${hour(minute)}`;
  if (!verdict) return when;
  const end = bands.find((band) => band.from <= minute && minute < band.to)?.to;
  return `${when}, ${STATE_SAID[verdict] ?? VERDICT[verdict]}${end && end < 1440 ? ` jusqu’à ${hour(end)}` : ""}`;
}

/** A ribbon said aloud: « autorisé de 0 h à 5 h, interdit de 5 h à 23 h ». */
export function ribbonSentence(bands) {
  return bands.map((b) => `${wordOf(b.verdict).toLocaleLowerCase("fr")} de ${hour(b.from)} à ${hour(b.to)}`).join(", ");
}

/** Runs of like days said aloud: « Du lun. 23 nov. au ven. 27 nov. : permis de 0 h à 5 h, … ». */
export function weekSentence(runs) {
  return runs.map(({ first, last, bands }) => {
    const days = first === last ? day(first, true) : `du ${day(first, true)} au ${day(last, true)}`;
    return sentence(`${days.charAt(0).toLocaleUpperCase("fr")}${days.slice(1)}${NB}: ${ribbonSentence(bands)}`);
  }).join(" ");
}

/** « Partir à 10 h 58 », « Partir le lendemain à 5 h »: what the button of a departure says. */
export function leave(instant, at, timezone) {
  const wall = wallOf(timezone, instant);
  return `Partir ${dateOf(wall) === dateOf(at) ? `à${NB}${hour(minuteOf(wall))}` : moment(wall, at)}`;
}

/** « − 640 m, − 2 min »: what the advice saves; "" when it makes possible what was not. */
export function saving({ saves_m, saves_s }) {
  const said = [];
  if (saves_s >= 60) said.push(difference(-saves_s, duration));
  if (saves_m >= 10) said.push(difference(-saves_m, distance));
  return said.join(", ");
}

/** « + 2 h », « − 15 min »: how much later or sooner a departure is. */
export const shift = (instant, at, timezone) => difference((instant - instantOf(timezone, at)) / 1000, duration);

/** « 640 g » or « 1,2 kg » of grams. */
export function grams(g) {
  if (g < 100) return `${Math.round(g)}${NB}g`;
  if (g < 950) return `${Math.round(g / 10) * 10}${NB}g`;
  return `${new Intl.NumberFormat("fr-FR", { maximumFractionDigits: g < 99_500 ? 1 : 0 }).format(g / 1000)}${NB}kg`;
}

/** « 1,2 kg de CO₂e, entre 0,9 kg et 1,6 kg »: the figure with its range, when it is wide enough to be seen. */
export function emitted({ co2e_g, low_g, high_g }) {
  const [low, high] = [grams(low_g), grams(high_g)];
  return low === high ? `Environ ${grams(co2e_g)} de CO₂e` : `${grams(co2e_g)} de CO₂e, entre ${low} et ${high}`;
}

/** « 140 m à pied, 2 min »: the last stretch, when the vehicle may not make it. */
export const onFoot = ({ mode, distance_m, duration_s }) => `${distance(distance_m)} ${HANDOVER[mode]}, ${duration(duration_s)}`;

/** « Le plus court y entrerait à 10 h 12 »: when the shortest way would have met a zone that is avoided. */
export const wouldEnter = (instant, timezone) => `Le plus court y entrerait à ${hour(minuteOf(wallOf(timezone, instant)))}`;
