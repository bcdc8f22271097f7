/** Sentences with an hour, a figure or a name in them (VOICE: verdict, place, reason, source, way out). */

import { addDays, dateOf, instantOf, minuteOf, wallOf } from "./clock.js";
import { count, day, difference, distance, duration, hour, listed, NB, sentence, spaced } from "./french.js";
import { WORDS } from "./vehicles.js";
import { END, KIND, LEGAL, NEED, NO_RULE, NO_RULEBOOK, PLACE, STATUS, TO_VERIFY, VERDICT } from "./words.js";

/** « Interdit à 10 h »; with an end on the same day, « Autorisé jusqu’à 11 h ». */
export function headline(verdict, wall, until = null) {
  const word = VERDICT[verdict];
  if (verdict === "unknown") return word;
  if (verdict === "allowed" && until && dateOf(until) === dateOf(wall)) return `${word} jusqu’à ${hour(minuteOf(until))}`;
  return `${word} à ${hour(minuteOf(wall))}`;
}

/** « à 23 h », « demain à 5 h », « jeu. 26 nov. à 5 h », seen from another wall time. */
export function moment(wall, from) {
  const at = `à ${hour(minuteOf(wall))}`;
  if (dateOf(wall) === dateOf(from)) return at;
  if (dateOf(wall) === addDays(dateOf(from), 1)) return minuteOf(wall) === 0 ? "à minuit" : `le lendemain ${at}`;
  return `${day(dateOf(wall), true)} ${at}`;
}

/** « Ouvre à 23 h, dans 13 h »: what changes next, from one verdict to another. */
export function change(verdict, next, wall, timezone) {
  if (!next) return null;
  const then = wallOf(timezone, next.at);
  const delay = duration((next.at - instantOf(timezone, wall)) / 1000);
  const open = (v) => v === "allowed" || v === "conditional";
  const verb =
    next.verdict === null || open(verdict) === open(next.verdict) ? "Change"
    : open(next.verdict) ? "Ouvre" : next.verdict === "forbidden" ? "Ferme" : "Change";
  return `${verb} ${moment(then, wall)}, dans ${delay}`;
}

/** « il manque la longueur et la vignette Crit’Air »; `said` are the server's own labels. */
export function missing(needs, said = []) {
  if (needs.includes("rulebook")) return NO_RULEBOOK;
  return `Il manque ${listed(needs.map((need) => said.find((each) => each.need === need)?.label ?? NEED[need] ?? need).map(spaced))}.`;
}

/** Why a zone has its verdict, in one sentence. */
export function because(decision) {
  const message = decision.reasons?.[0]?.message;
  const said = message ? sentence(spaced(message)) : "";
  const lacking = decision.verdict === "unknown" && decision.needs?.length ? missing(decision.needs, decision.missing) : "";
  if (said || lacking) return /manque/.test(said) ? said : [lacking, said].filter(Boolean).join(" ");
  return NO_RULE;
}

/** The article and the order of a reason: `{article, order}` as they are shown. */
export function citation(reason) {
  if (!reason?.order) return null;
  const doubtful = !reason.article || reason.article === "a_verifier";
  const article = doubtful ? TO_VERIFY : `art.${NB}${reason.article}`;
  // An article nobody has checked already says so: its order's own doubt would say it twice.
  const marks = [...new Set([!doubtful && reason.to_verify ? STATUS.to_verify : null, doubtful && reason.status === "to_verify" ? null : STATUS[reason.status]])].filter(Boolean);
  return { article, order: `Arrêté ${reason.order}`, title: reason.title ?? "", url: reason.url ?? null, doubtful: doubtful || Boolean(reason.to_verify), marks };
}

/** « Heures du territoire, UTC − 4 h »: said when the device's clock shows other hours. */
export function clockNote(timezone, wall) {
  const minutes = Math.round((Date.parse(`${wall}Z`) - instantOf(timezone, wall)) / 60_000);
  return `Heures du territoire, UTC${NB}${difference(minutes, (m) => hour(m))}`;
}

/** The name by which a zone is called: its own, with its kind before it unless it already says so. */
export function zoneName(zone) {
  const kind = KIND[zone.kind];
  const name = spaced(zone.name ?? zone.zone ?? "");
  return { name, kind: kind && !name.toLocaleLowerCase("fr").includes(kind.toLocaleLowerCase("fr")) ? kind : null };
}

/** The hours under a zone's name on the map: « 5 h – 23 h », « 5 h – 23 h + 1 plage », « toute la journée »; "" when open all day. */
export function labelHours(bands) {
  const closed = bands.filter((band) => band.verdict !== "allowed");
  if (!closed.length) return "";
  const [first, ...others] = closed;
  if (first.from === 0 && first.to === 1440) return "toute la journée";
  const range = `${hour(first.from)} – ${hour(first.to)}`;
  return others.length ? `${range} + ${count(others.length, "plage", "plages", "")}` : range;
}

/** What going round a zone costs: « + 640 m », « + 2 min »; what is too small to say is left out. */
export function detour(zone) {
  const cost = [];
  if (zone.extra_m >= 10) cost.push(difference(zone.extra_m, distance));
  if (zone.extra_s >= 60) cost.push(difference(zone.extra_s, duration));
  return cost;
}

/** « évitée, + 640 m, + 2 min » */
export const avoided = (zone) => ["évitée", ...detour(zone)].join(", ");

/** « à 130 m du point demandé », when the street is not where the finger was. */
export const away = (stop) => (stop?.snapped_m >= 30 ? `à${NB}${distance(stop.snapped_m)} du point demandé` : null);

/** « Départ », « Étape 2 », « Arrivée », or « Lieu » where no trip is asked for. */
export const stopCalled = (role, number) => (role === "place" ? PLACE : (END[role] ?? `Étape${NB}${number}`));

/** « Enlèvement, 15 min »: what is done at a stop, when it was said for it. */
export function stopAbout({ activity, stay }) {
  return [activity && WORDS.activity[activity], stay && duration(stay * 60)].filter(Boolean).join(", ");
}

/** « 6,8 km, 21 min » */
export const length = (route) => `${distance(route.distance_m)}, ${duration(route.duration_s)}`;

/** « Règles de Riviera, version 1. » with the sentence that stands under every answer. */
export function legal(territory) {
  const version = /@(\d+)$/.exec(territory?.rulebook ?? "")?.[1];
  return version ? `${LEGAL} Règles de ${spaced(territory.name)}, version${NB}${version}.` : LEGAL;
}

/** « 2 zones interdites, 1 à vérifier sur 9 à 10 h »: the map in one sentence, before any trip. */
export function overview(verdicts, wall) {
  const number = (v) => verdicts.filter((x) => x === v).length;
  const said = [
    number("forbidden") && count(number("forbidden"), "zone interdite", "zones interdites", ""),
    number("unknown") && count(number("unknown"), "zone à vérifier", "zones à vérifier", ""),
    number("conditional") && count(number("conditional"), "zone sous condition", "zones sous condition", ""),
  ].filter(Boolean);
  if (!verdicts.length) return "";
  const at = `À ${hour(minuteOf(wall))}, pour ce véhicule`;
  return said.length ? `${at}${NB}: ${listed(said)}.` : `${at}, toutes les zones sont ouvertes.`;
}
