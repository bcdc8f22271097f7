/** The sentence under a verdict: the day, the hour, the text or the fact that matters; the age of data. */

import { NB, duration, hour } from "../french.js";
import { localAt } from "../verify/days.js";
import { NEED } from "../words.js";

const NEEDS = { ...NEED, place: "le lieu", kind: "ce droit dans le règlement en vigueur" };
const DAY = new Intl.DateTimeFormat("fr-FR", { day: "numeric", month: "long", timeZone: "UTC" });
const LIST = new Intl.ListFormat("fr-FR", { type: "conjunction" });

/** « 6 h », « 6 h demain », « 6 h le 3 décembre », by the clock of a territory. */
export function moment(offsets, instant, at) {
  const [then, now] = [localAt(offsets, instant), localAt(offsets, at)];
  if (!then || !now) return "";
  const days = then.day - now.day;
  const said = hour(then.minute);
  return days === 0 ? said : days === 1 ? `${said} demain` : `${said} le ${date(then.date)}`;
}

const date = (text) => DAY.format(new Date(`${text}T00:00:00Z`)).replace(/^1 /, "1er ").replace(" ", NB);

/** Why, of an answer; `words` are its own. */
export function whySaid(told, words, version, at) {
  const { answer, payload } = told;
  const on = (instant) => date(localAt(version.offsets, instant)?.date ?? new Date(instant * 1000).toISOString().slice(0, 10));
  if (answer === "valid" && told.outside) return `Ce droit est en cours. Vous êtes hors de ce territoire${NB}: rien ne s’y juge.`;
  if (answer === "valid" && told.nowhere) return `Vous n’êtes dans aucune zone réglementée${NB}: rien n’y est demandé.`;
  if (answer === "valid") return capital([told.name, version && zonesSaid(version, told.zones), told.until && `jusqu’à ${moment(version.offsets, told.until, at)}`].filter(Boolean).join(", ").concat("."));
  if (answer === "wrong_hour") return `Droit authentique. Il reprend à ${moment(version.offsets, told.resumes, at)}.`;
  if (answer === "wrong_zone") return `Droit authentique, qui ne vaut pas ici${NB}: ${zonesSaid(version, told.zones)}.`;
  if (answer === "closed") return `Droit authentique. ${told.reasons?.[0]?.message ?? words.why.replace("Droit authentique. ", "")}`;
  if (answer === "to_check") return `Droit authentique. Il manque ${LIST.format(told.needs.map((need) => NEEDS[need] ?? need))}.`;
  if (answer === "expired" && version) return `Droit authentique, fini le ${on(payload.ends - 1)}, il y a ${duration(at - payload.ends)}.`;
  if (answer === "not_yet" && version) return `Droit authentique. Il commence le ${on(payload.starts)}.`;
  return words.why;
}

export const capital = (text) => text && text[0].toUpperCase() + text.slice(1);

export const zonesSaid = ({ bundle }, zones) => LIST.format(zones.map((zone) => bundle.zones[zone]?.name ?? zone));

/** « il y a 2 min », « à l’instant ». */
export const ago = (seconds) => (seconds < 60 ? "à l’instant" : `il y a ${duration(seconds)}`);

export const hours = (seconds) => `${Math.floor(seconds / 3600)}${NB}h`;
