/** What the planner of a trip says that is not computed. */

import { NB } from "./french.js";

/** What holds for a departure: as a word of the legend, and as it completes « à 10 h 58, … ». */
export const STATE = { free: "Permis", detour: "Permis avec détour", unknown: "À vérifier", refused: "Interdit" };
export const STATE_SAID = {
  free: "trajet permis", detour: "trajet permis avec un détour", unknown: "trajet à vérifier", refused: "trajet interdit",
};

export const FOR_THIS = (name) => `${name}, pour ce véhicule`;
export const WHOLE_TRIP = FOR_THIS("Tout le trajet");
export const WEEK = { title: "Heures de la semaine", day: "Jour" };

export const ADVICE = "Le conseil";

export const NOT_PROVED = `Ce trajet n’a pas pu être vérifié de bout en bout${NB}: suivez la signalisation.`;
export const HANDOVER = { foot: "à pied", cargo_bike: "en vélo cargo" };
export const RIGHT_USED = (name) => `Grâce à ${name}`;

export const NOTICES = "Ce que les textes demandent";
export const EMISSIONS = "Émissions du trajet";
export const METHOD = "Méthode";

export const WAYS = {
  title: "Autres façons de faire ce trajet", loading: "Comparaison des autres trajets…", none: "Aucun autre trajet n’a été trouvé.",
  failed: "Les autres trajets n’ont pas pu être comparés. Le trajet affiché, lui, est sûr.",
  what: "Ce qui change", time: "Temps", length: "Distance", co2e: "CO₂e", as_asked: "Comme demandé",
  take: "Choisir",
};

export const STEP_ON_MAP = "Voir cette étape sur la carte";

export const KEEP = {
  title: "Garder ce trajet", print: "Imprimer", gpx: "GPX", geojson: "GeoJSON",
  gpx_name: "Enregistrer le trajet au format GPX", geojson_name: "Enregistrer le trajet au format GeoJSON",
  no_way: `Rien à imprimer ni à enregistrer${NB}: aucun trajet n’a été trouvé.`,
  waiting: `Rien à imprimer ni à enregistrer${NB}: le trajet est en cours de calcul.`,
  saving: "Préparation du fichier…", saved: (name) => `Fichier enregistré${NB}: ${name}.`,
};
