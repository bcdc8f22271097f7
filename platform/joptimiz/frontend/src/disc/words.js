/** What the disc’s page says, of a bay and of a stay. Pure. */

import { NB, count, distance, duration, hour, listed, sentence, spaced } from "../french.js";
import { clockOf, phaseOf } from "./phase.js";

export const VERDICT = {
  allowed: ["allowed", "Autorisé ici"], conditional: ["conditional", "Sous condition"], forbidden: ["forbidden", "Interdit ici"],
  unknown: ["unknown", "À vérifier"], not_regulated: ["none", "Non réglementé maintenant"],
};
export const NOTHING_SENT = "Sans réseau. Votre disque est gardé sur ce téléphone avec l’heure exacte.";
export const NOT_TOLD = "Votre départ n’est transmis à aucun service de verbalisation.";
export const FAITH = "Seuls les arrêtés et la signalisation font foi.";
export const REPORTS = [
  ["full", null, "Toutes les places sont prises"], ["blocked", "car", "Bloquée par une voiture"], ["blocked", "works", "Bloquée par un chantier"],
  ["blocked", "two_wheeler", "Bloquée par un deux-roues"], ["blocked", "waste", "Bloquée par des conteneurs"], ["blocked", "terrace", "Bloquée par une terrasse"], ["blocked", "other", "Bloquée par autre chose"], ["closed", null, "L’aire est fermée"], ["wrong_sign", null, "Le panneau manque ou dit autre chose"],
];
export const DOUBLE = ["double_parked", null, "Je m’arrête en double file"];
export const REASONS = { delivery: "Livraison", pickup: "Enlèvement", service: "Dépannage", works: "Chantier", waste: "Déchets", moving: "Déménagement", other: "Autre arrêt" };

/** The sign and the words of a bay’s conditions: a time that is limited is no condition to a driver, it is the answer. */
export const verdictSaid = ({ verdict, limited }) => (limited ? VERDICT.allowed : (VERDICT[verdict] ?? VERDICT.unknown));

/** « 1 place sur 2 », « complète », « état inconnu ». */
export function freeSaid(bay) {
  const free = bay.state?.free ?? -1;
  if (free < 0) return `${count(bay.places ?? 1, "place", "places", "")}, état inconnu`;
  return free === 0 ? "Complète" : `${free} place${free > 1 ? "s" : ""} sur ${bay.places}`;
}

/** « À 40 m, libre à 10 h 21 »; an old state says its age. */
export function whereSaid(bay, metres, timezone, now) {
  const free = bay.state?.free ?? -1;
  const at = bay.state?.at ? Date.parse(bay.state.at) : null;
  const age = at === null ? null : (now - at) / 1000;
  const state = free < 0 || at === null ? "état inconnu" : `${free ? "libre" : "complète"} ${age < 3600 ? `à${NB}${clockOf(timezone, at, now)}` : `il y a ${duration(age)}`}`;
  const far = metres === null ? null : metres < 10 ? "Vous y êtes" : `À${NB}${distance(metres)}`;
  return far ? `${far}, ${state}` : state[0].toUpperCase() + state.slice(1);
}

/** What stands behind a bay’s verdict: its sentence and its article. */
export function whySaid(conditions) {
  const [reason] = conditions?.reasons ?? [];
  const lacks = conditions?.verdict === "unknown" && conditions.needs?.length ? `Il manque ${listed(conditions.needs)}. ` : "";
  const message = reason?.message ? lacks + sentence(spaced(reason.message)) : lacks.trim() || null;
  const article = reason?.article && reason.article !== "a_verifier" ? reason.article : null;
  if (reason?.order) return { text: message, cite: { article, order: reason.order } };
  return { text: message ?? (conditions?.source === "sign" ? "D’après le panneau, faute d’arrêté publié ici." : null), cite: null };
}

/** « 30 min », « dès 14 h » or nothing. */
export function limitSaid(conditions, timezone, now) {
  if (!conditions) return "";
  if (conditions.verdict === "not_regulated" && conditions.regulated_from) return `dès ${clockOf(timezone, Date.parse(conditions.regulated_from), now)}`;
  return conditions.stay_min ? duration(conditions.stay_min * 60) : "";
}

/** The sign of a phase, its words, and what is said under the dial, in pieces: `{whole}` is never cut at the end of a line. */
export function phaseSaid(stay, now, { timezone, next, alerted }) {
  const due = stay.due_at && clockOf(timezone, Date.parse(stay.due_at), now);
  const set = `Disque posé à${NB}${clockOf(timezone, Date.parse(stay.starts_at), now)}`;
  switch (phaseOf(stay, now)) {
    case "waiting": return ["none", "Pas encore compté", [`${set}. Le temps compte à partir de ${clockOf(timezone, Date.parse(stay.regulated_from), now)}${due ? `, jusqu’à ${due}` : ""}.`]];
    case "open": return ["unknown", "Durée à vérifier", [`${set}. La durée permise n’est pas connue ici${NB}: lisez le panneau.`]];
    case "running": return ["allowed", "En règle", [`${set}. ${alerted ? "Un rappel part" : "Cette page sonne"} 5${NB}min avant la fin.`]];
    case "soon": return ["soon", "Bientôt la fin", [[stay.extendable_min > 0 ? `Vous pouvez prolonger de ${duration(stay.extendable_min * 60)}.` : "Prolongation impossible.", next && `Prochaine aire libre à ${next}.`].filter(Boolean).join(" ")]];
    case "over": return ["forbidden", "Temps dépassé", [...limitOf(stay), whyTold(stay), NOT_TOLD].filter(Boolean)];
    default: return ["none", "Disque repris", [set]];
  }
}

/** « Raison dite : dépannage. », of what was said once the time was over. */
const whyTold = ({ why }) => (REASONS[why] ? `Raison dite${NB}: ${REASONS[why].toLowerCase()}. ` : "");

function limitOf(stay) {
  const { stay_min: minutes, reasons: [reason] = [] } = stay.conditions ?? {};
  if (!minutes) return [];
  const limit = `Durée limitée à ${duration(minutes * 60)}. `;
  if (!reason?.order) return [limit];
  const article = reason.article && reason.article !== "a_verifier" ? `, art.${NB}${reason.article}` : "";
  return [limit, "Arrêté ", { whole: reason.order }, `${article}. `];
}

/** « 30 nov., de 10 h 22 à 10 h 51 »: a stay of the past. */
export function pastSaid(stay, timezone) {
  const [from, to] = [Date.parse(stay.starts_at), Date.parse(stay.ended_at)];
  const day = new Intl.DateTimeFormat("fr-FR", { timeZone: timezone, day: "numeric", month: "short" }).format(from).replace(" ", NB);
  const wall = (at) => hour(((h, m) => h * 60 + m)(...new Intl.DateTimeFormat("fr-FR", { timeZone: timezone, hour: "numeric", minute: "numeric", hourCycle: "h23" }).formatToParts(at).filter(({ type }) => type === "hour" || type === "minute").map(({ value }) => Number(value))));
  return `${day}, de ${wall(from)} à ${wall(to)}`;
}

export const leftSaid = (n) => (n ? `${n}${NB}envoi${n > 1 ? "s" : ""} en attente de réseau.` : "");
