/** Everything the page says that is not computed. Sentences with figures are in sentences.js. */

import { count, duration, NB, NN, spaced } from "./french.js";

export const VERDICT = { allowed: "Autorisé", conditional: "Sous condition", unknown: "À vérifier", forbidden: "Interdit" };

export const KIND = {
  zfe: "ZFE", ztl: "ZTL", pedestrian: "Aire piétonne", school: "Rue scolaire", event: "Périmètre d’événement",
  dimension: "Gabarit limité", bay_area: "Aires de livraison", voie_secondaire: "Voies secondaires",
};
export const KIND_ICON = {
  zfe: "zfe", ztl: "ztl", pedestrian: "walk", school: "school", event: "stadium", dimension: "weight", bay_area: "bay",
};

/** What is missing, as it completes « il manque … ». */
export const NEED = {
  category: "la catégorie du véhicule", gvw_kg: "le PTAC", gcw_kg: "le PTRA", length_cm: "la longueur du véhicule",
  width_cm: "la largeur du véhicule", height_cm: "la hauteur du véhicule", axle_load_kg: "la charge à l’essieu",
  critair: "la vignette Crit’Air", energy: "l’énergie", body: "la carrosserie du véhicule", activity: "le motif de la venue",
  dangerous_goods: "la nature du chargement (marchandises dangereuses ou non)",
  public_holidays: "la liste des jours fériés de cette année", days_left: "le nombre de jours qui restent sur la dérogation", rulebook: "des règles publiées à cet endroit",
};

export const FIELD = {
  category: "Catégorie", gvw_kg: "PTAC", critair: "Vignette", energy: "Énergie",
  length_cm: "Longueur", width_cm: "Largeur", height_cm: "Hauteur", body: "Carrosserie", dangerous_goods: "Marchandises dangereuses", gcw_kg: "PTRA", axle_load_kg: "Charge à l’essieu",
};
/** The same facts, as questions put where the answer stands. */
export const ASKED = {
  ...FIELD, category: "Catégorie du véhicule", gvw_kg: "PTAC (carte grise, F.2)", gcw_kg: "PTRA (carte grise, F.3)", critair: "Vignette Crit’Air",
  energy: "Énergie", body: "Carrosserie (carte grise, J.3)", length_cm: "Longueur hors tout", width_cm: "Largeur", height_cm: "Hauteur", activity: "Motif de la venue", departure: "Motif sur place, au départ",
};
export const DAYS_ASKED = (name) => `Jours restants sur ${name}`;
export const ALSO_MISSING = (labels) => `Il manque aussi ${labels}. Ce n’est pas à vous de le savoir${NB}: suivez la signalisation.`;
export const ONLY_MISSING = `Ce n’est pas à vous de le savoir${NB}: le territoire doit l’établir. D’ici là, suivez la signalisation.`;
export const UNKNOWN_FACT = "je ne sais pas";
export const OWN_VEHICLE = "Mon véhicule…";
export const FLEET = "Ma flotte";
export const NOT_A_NUMBER = `Écrivez un nombre, par exemple 7,5. Laissez vide si vous ne savez pas.`;
export const TOO_MUCH = (most) => `Au plus ${most}. Vérifiez la carte grise.`;

export const END = { from: "Départ", to: "Arrivée" };
export const AIM = {
  from: () => "Placez le départ sur la carte.", to: () => "Placez l’arrivée sur la carte.",
  via: (number) => `Placez l’étape${NB}${number} sur la carte.`, place: () => "Placez le lieu sur la carte.",
};
export const AIM_CENTRE = "Placer au centre";
export const AIM_STOP = "Annuler";
export const STOPS = {
  list: "Arrêts du trajet", hint: "Adresse, lieu ou coordonnées", coordinates: "Latitude, longitude", clear: "Effacer", more: "Motif, durée et ordre",
  purpose: "Motif sur place", none: "Aucun (départ)", same: (purpose) => `Celui du trajet${NB}: ${purpose}`, stay: "Temps sur place", minutes: "min",
  up: "Monter", down: "Descendre", remove: "Retirer", add: "Ajouter une étape", reverse: "Inverser", full: "Vingt arrêts au plus par trajet.",
  grip: (name) => `Glisser pour changer l’ordre${NB}: ${name}`, removed: (name) => `${name}${NB}: arrêt retiré.`, back: "Remettre l’arrêt",
  moved: (name, number) => `${name}, arrêt${NB}${number} désormais.`, reversed: "Trajet inversé.",
  not_stay: "Écrivez un nombre de minutes, de 0 à 1440.",
  choose: "Choisissez une adresse de la liste, ou placez l’arrêt sur la carte.",
};
export const SEARCH = {
  here: "Ma position", on_map: "Placer sur la carte", as_written: "Ces coordonnées", slow: "Recherche de l’adresse…", stopped: "Recherche arrêtée.",
  more: (n) => `Encore ${count(n, "lettre", "lettres", "")} pour chercher.`, found: (n) => `${count(n, "adresse trouvée", "adresses trouvées", "")}.`,
  none: "Aucune adresse ne correspond. Vérifiez l’orthographe, ou placez l’arrêt sur la carte.",
  offline: "Le serveur ne répond pas. Vérifiez votre réseau, écrivez des coordonnées ou placez l’arrêt sur la carte.",
  failed: "La recherche n’a pas abouti. Écrivez des coordonnées ou placez l’arrêt sur la carte.",
  absent: "Les adresses de ce territoire ne sont pas installées. Écrivez des coordonnées ou placez l’arrêt sur la carte.",
};
export const POSITION = {
  wait: "Recherche de votre position…", stop: "Annuler",
  1: "Votre position n’est pas partagée avec cette page. Autorisez-la dans le navigateur, ou cherchez une adresse.",
  2: "Votre position n’a pas été trouvée. Cherchez une adresse, ou placez l’arrêt sur la carte.",
  3: "Votre position se fait attendre. Réessayez à découvert, ou cherchez une adresse.",
};
export const SHARE = {
  title: "Trajet JOPTIMIZ", copied: "Lien copié. Il dit le trajet, le véhicule, les dérogations et l’heure ; jamais de plaque.".replace(" ;", `${NN};`),
  by_hand: "Copiez ce lien :".replace(" :", `${NB}:`), link: "Lien du trajet",
};

/** Duties in our own words; what is a limit carries its amount. */
export const DUTY = {
  pass: "Laissez-passer à présenter", booking: "Réservation à faire", declaration: "Déclaration à faire", disc: "Disque à poser",
  stay_min: (minutes) => `Arrêt de ${duration(minutes * 60)} au plus`, speed_kmh: (speed) => `${speed}${NB}km/h au plus`,
  visits_per_day: (visits) => (visits === 1 ? "Une visite par jour au plus" : `${visits}${NB}visites par jour au plus`),
  no_return_min: (minutes) => `Pas de retour avant ${duration(minutes * 60)}`, hold_min: (minutes) => `Réservation de ${duration(minutes * 60)} au plus`,
  extension_min: (minutes) => `Prolongation de ${duration(minutes * 60)} au plus`,
};
export const DUTIES = "À respecter";
/** An order that is not plainly in force says so beside its article. */
export const STATUS = { to_verify: "à vérifier", contested: "contesté", demonstration: "démonstration" };
export const ROUGH = "limite approximative";
export const ROUGH_AT = (names) => `Limite approximative (${names})${NB}: au bord, la signalisation décide.`;
export const READINGS = "Deux lectures de l’arrêté";
export const READING = { kept: "Lecture retenue, la plus stricte", other: "Autre lecture" };
export const EXPLAINED = "Comment cette réponse est faite";

export const DAYS_LEFT = "Jours restants";
export const NOT_A_DAY = "Écrivez un nombre de jours, de 0 à 366. Laissez vide si vous ne savez pas.";
export const NO_BASE_HERE = "Fond de carte non installé ici. Les zones sont dessinées seules.";
export const NO_STREETS_HERE = `Le réseau des rues n’est pas installé ici${NB}: la réponse vaut pour le lieu, sans trajet.`;
export const PLACE = "Lieu";
export const NO_END = "Aucune arrivée";
export const NO_PLACE = "Aucun lieu";

export const REMEDIES = { others: "Autres changements", loading: "Recherche de ce qui le permettrait…", none: "Rien n’y change", unfit: "Aucun des changements essayés ne convient à ce trajet.", told: (n) => count(n, "changement possible", "changements possibles", ""), failed: "Les changements possibles n’ont pas pu être cherchés. Le verdict, lui, est sûr." };
export const TAKE = { vehicle: "Prendre ce véhicule", stop: "Prendre cet arrêt", right: "J’ai cette dérogation", rights: "J’ai ces dérogations", short: "Je l’ai", status: "C’est mon cas" };
export const CHOOSE = "Choisir";
export const BACK = "Revenir à la question";
export const WALK = "à pied";

export const LEGAL = "Seuls les arrêtés et la signalisation font foi.";
export const RULES_CHANGED = (name) => `Les règles de ${spaced(name)} viennent de changer${NB}: la carte et la réponse sont à jour.`;
export const DEMO = "Données de démonstration";
export const TO_VERIFY = "article à vérifier";
export const NOTHING_AGAINST = "Aucune règle publiée ne s’y oppose à cette heure.";
export const NO_RULE = "Aucune règle n’y vise ce véhicule à cette heure.";
export const NO_RULEBOOK = "Aucune règle publiée à cet endroit. Suivez la signalisation.";

export const ASK_TITLE = "Où allez-vous ?".replace(" ?", `${NN}?`);
export const ASK_TEXT = "Écrivez les adresses du départ et de l’arrivée, ou placez-les sur la carte. La réponse dit si le trajet est permis, et quel article le dit.";
export const ASK_PLACE = "Écrivez une adresse, placez un point sur la carte ou choisissez une zone. La réponse dit si l’arrêt y est permis, et quel article le dit.";
export const DESCRIBE = "Décrire le trajet";
export const ASK_FROM = `Placez aussi le départ${NB}: la réponse dira si le trajet est permis.`;
export const ASK_TO = "Placez maintenant l’arrivée.";

export const LOADING = { asked: "Lecture des arrêtés…", zones: "Lecture des zones…", route: "Calcul du trajet…", hours: "Calcul des heures…", decisions: "Lecture des arrêtés…" };
export const STOP = "Arrêter";
export const RETRY = "Réessayer";
export const STOPPED = "Calcul arrêté.";

export const BEST = "Le moindre changement";
export const TRIP = "Zones du trajet";
export const STEPS = "Itinéraire pas à pas";
export const AVOIDED = "évitée";
export const ON_MAP = "Voir sur la carte";
export const GO_HERE = "Aller ici";
export const APPROXIMATE = "Les contours sont approximatifs : au bord d’une zone, la signalisation décide.";
export const NO_ZONE = "Aucune zone publiée pour ce territoire.";
export const ZONES = "Zones de la carte";
export const AT_ARRIVAL = "Zones de l’arrivée";
export const AT_PLACE = "Zones du lieu";
export const QUOTE = "Texte de l’article";

export const OFFLINE = {
  title: "Le serveur ne répond pas.",
  detail: "Vérifiez votre réseau. Votre trajet est gardé dans l’adresse de cette page.",
};
export const BROKEN = { title: "Le calcul n’a pas abouti.", detail: "Votre trajet est gardé dans l’adresse de cette page." };
export const NO_ROUTE = "Aucun trajet possible";
export const NO_MAP = {
  title: "La carte ne peut pas être dessinée.",
  detail: "Ce navigateur n’a pas WebGL. La liste des zones dit la même chose que la carte.",
};
export const NO_BASEMAP = "Le fond de carte n’a pas pu être lu. Les zones et le trajet restent dessinés.";

export const SCHEME = { auto: "Apparence du système", light: "Apparence claire", dark: "Apparence sombre" };

/** MapLibre's own words. */
export const MAP_LOCALE = {
  "AttributionControl.ToggleAttribution": "Afficher les crédits",
  "AttributionControl.MapFeedback": "Signaler une erreur",
  "FullscreenControl.Enter": "Plein écran", "FullscreenControl.Exit": "Quitter le plein écran",
  "GeolocateControl.FindMyLocation": "Ma position", "GeolocateControl.LocationNotAvailable": "Position indisponible",
  "LogoControl.Title": "MapLibre", "Map.Title": "Carte des zones. Les flèches la déplacent, plus et moins changent l’échelle.",
  "Marker.Title": "Repère", "NavigationControl.ResetBearing": "Remettre le nord en haut",
  "NavigationControl.ZoomIn": "Zoomer", "NavigationControl.ZoomOut": "Dézoomer", "Popup.Close": "Fermer",
  "ScaleControl.Feet": "pi", "ScaleControl.Meters": "m", "ScaleControl.Kilometers": "km", "ScaleControl.Miles": "mi",
  "ScaleControl.NauticalMiles": "M", "GlobeControl.Enable": "Afficher le globe", "GlobeControl.Disable": "Quitter le globe",
  "TerrainControl.Enable": "Afficher le relief", "TerrainControl.Disable": "Masquer le relief",
  "CooperativeGesturesHandler.WindowsHelpText": "Ctrl + molette pour changer l’échelle",
  "CooperativeGesturesHandler.MacHelpText": "⌘ + molette pour changer l’échelle",
  "CooperativeGesturesHandler.MobileHelpText": "Deux doigts pour déplacer la carte",
};

export const MARKER_PLACE = "Lieu. Les flèches le déplacent.";
export const MARKER = (role, number) => `${role === "via" ? "Étape" : END[role]}, repère${NB}${number}. Les flèches le déplacent.`;
