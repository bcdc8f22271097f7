/** What the page says around a verdict: its terms, the age of data, the zones to choose from, the checks of today. */

import { NB } from "../french.js";
import { numberOf } from "../pass/number.js";
import { WORDS } from "../vehicles.js";
import { painted } from "./plates.js";
import { ago, capital, hours, zonesSaid } from "./said.js";

const CLOCK = new Intl.DateTimeFormat("fr-FR", { hour: "2-digit", minute: "2-digit" });
const SOON = 3600;

/** `[term, text]` of a verdict. */
export function linesOf(told, version, ground, at) {
  const purposes = (told.use ?? []).filter(({ fact }) => fact === "activity").flatMap(({ in: among = [] }) => among.map((one) => WORDS.activity[one] ?? one));
  const zones = version && told.payload?.zones.length ? named(version, told.payload.zones) : "";
  return [
    ["Droit", told.name && capital(told.name)],
    ["Pour", told.answer === "valid" || told.answer === "wrong_hour" ? purposes.join(", ") : ""],
    ["Vaut dans", told.answer === "wrong_zone" ? zones : ""],
    ["Ici", version && told.zones?.length && told.answer !== "valid" ? zonesSaid(version, told.zones) : ""],
    ["Texte", told.order && `${told.order}${told.article === "a_verifier" ? "" : `, art.${NB}${told.article}`}`],
    ["Numéro", told.payload ? numberOf(told.payload) : ""],
    ["Données", ground ? (at < ground.at ? "plus récentes que l’horloge" : ago(at - ground.at)) : "aucune"],
  ];
}

function named({ bundle }, numbers) {
  return Object.values(bundle.zones).filter(({ no }) => numbers.includes(no)).map(({ name }) => name).join(", ");
}

/** The network, the age of what is judged by, and how many checks wait. */
export function tellState(line, { ground, now, waiting, network }) {
  const age = ground ? now - ground.at : Infinity;
  const level = age > 72 * SOON ? "old" : age > 24 * SOON ? "ageing" : "fresh";
  const said = !ground ? `Rien n’est chargé${NB}: un passage en réseau suffit.` : age < SOON ? `Données à jour, ${ago(Math.max(0, age))}.` : `Données d’il y a ${hours(age)}, bonnes 72${NB}h.`;
  const net = { off: "Hors ligne. ", refused: `Ce qui vient d’être reçu n’est pas à croire${NB}: les données d’avant servent. ` }[network] ?? "";
  if (network === "insecure") {
    line.dataset.age = "ageing";
    line.textContent = `Adresse sans https${NB}: seules les plaques se cherchent.`;
    return;
  }
  const left = waiting ? ` ${waiting} contrôle${waiting > 1 ? "s" : ""} à envoyer.` : "";
  line.dataset.age = level;
  if (network === "signed-out") {
    line.textContent = `Vous n’êtes plus identifié comme agent d’ici${NB}: ce téléphone est vidé. Identifiez-vous à nouveau.${left}`;
    return;
  }
  line.textContent = net + (level === "old" && ground ? `Données périmées, d’il y a ${hours(age)}.` : said) + left;
}

/** The zones this officer is for, or all, to choose where the position does not come. */
export function tellZones(select, version, mine = []) {
  if (!version || select.options.length > 1) return;
  const zones = Object.entries(version.bundle.zones).filter(([zone]) => !mine.length || mine.includes(zone));
  for (const [zone, { name }] of zones) select.append(new Option(name, zone));
}

/** Today’s own checks, those not yet sent first. */
export function listToday(list, { own, queued, words }) {
  // One that was just sent may be told by the server too; one that waits is told as waiting.
  const rows = [...new Map([...own, ...queued.map((check) => ({ ...check, left: true }))].map((check) => [check.id, check])).values()];
  rows.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  list.replaceChildren(...(rows.length ? rows.slice(0, 100).map((check) => item(check, words)) : [Object.assign(document.createElement("li"), { textContent: "Aucun contrôle aujourd’hui." })]));
}

function item({ at, answer, plate, doubled, replayed, left }, words) {
  const line = document.createElement("li");
  const said = [CLOCK.format(new Date(at)), words[answer]?.word ?? answer, plate && painted(plate), doubled && "vu en deux lieux à la fois", replayed && "code lu deux fois", left && "à envoyer"];
  line.textContent = said.filter(Boolean).join(" · ");
  return line;
}
