/** Ready-made vehicles, and the facts a person may give of their own. Units are the API's: kg and cm. */

import { metres, NB, tonnes } from "./french.js";

const UNKNOWN_PURPOSE = "Inconnu";

export const PRESETS = {
  "porteur-75": {
    name: `Porteur 7,5${NB}t`, taken: `un porteur de 7,5${NB}t`, icon: "truck",
    facts: { category: "N2", gvw_kg: 7500, length_cm: 700, width_cm: 220, height_cm: 300, critair: "3", energy: "diesel", body: "box" },
  },
  "fourgon-35": {
    name: `Fourgon 3,5${NB}t`, taken: `un fourgon de 3,5${NB}t`, icon: "van",
    facts: { category: "N1", gvw_kg: 3500, length_cm: 600, width_cm: 205, height_cm: 260, critair: "2", energy: "diesel", body: "box" },
  },
  "fourgon-electrique": {
    name: "Fourgon électrique", taken: "un fourgon électrique", icon: "van",
    facts: { category: "N1", gvw_kg: 3500, length_cm: 600, width_cm: 205, height_cm: 260, critair: "EL", energy: "electric", body: "box" },
  },
  "semi-40": {
    name: `Semi-remorque 40${NB}t`, taken: `une semi-remorque de 40${NB}t`, icon: "truck",
    facts: { category: "N3", gvw_kg: 40000, length_cm: 1650, width_cm: 255, height_cm: 400, critair: "2", energy: "diesel", body: "curtain" },
  },
  "vul-ancien": {
    name: "Utilitaire ancien", taken: "un utilitaire ancien", icon: "van",
    facts: { category: "N1", gvw_kg: 2800, length_cm: 480, width_cm: 190, height_cm: 195, critair: "4", energy: "diesel", body: "box" },
  },
};

export const OWN = "own";

export const CRITAIR = ["EL", "1", "2", "3", "4", "5", "NC"];
export const CATEGORIES = ["N1", "N2", "N3", "M1", "M2", "M3", "L1", "L2", "L3", "L4", "L5", "L6", "L7"];
export const ENERGIES = [
  "diesel", "petrol", "electric", "hydrogen", "cng", "lng", "lpg", "hybrid_petrol", "hybrid_diesel", "e85", "b100",
];
/** What the vehicle is built as: the codes of the regulation (EU) 2018/858, and of rubric J.3. */
export const BODIES = [
  "flatbed", "box", "conditioned", "curtain", "container", "hook_lift", "tipper", "tank", "water_tank", "livestock", "vehicle_transporter",
  "plant_carrier", "concrete_mixer", "concrete_pump", "timber", "refuse", "sweeper", "retail", "recovery", "crane", "aerial_platform",
  "fire_engine", "ambulance", "hearse", "armoured", "motor_caravan", "other",
];
/** Whether the load must be marked under ADR. */
export const LOADS = ["none", "adr"];
export const ACTIVITIES = [
  "delivery", "transit", "pickup", "works", "moving", "waste", "supply", "service", "resident", "emergency",
];

/** What is written for the purpose when it is not known: the API is then told none. */
export const UNKNOWN_ACTIVITY = "unknown";

/** The words of closed lists, as they stand in forms. */
export const WORDS = {
  energy: {
    diesel: "Gazole", petrol: "Essence", electric: "Électrique", hydrogen: "Hydrogène", cng: "Gaz (GNC)", lng: "Gaz (GNL)",
    lpg: "GPL", hybrid_petrol: "Hybride essence", hybrid_diesel: "Hybride gazole", e85: "E85", b100: "B100",
  },
  body: {
    flatbed: "Plateau", box: "Fourgon", conditioned: "Température dirigée", curtain: "Bâché", container: "Porte-conteneurs",
    hook_lift: "Benne amovible", tipper: "Benne", tank: "Citerne", water_tank: "Citerne à eau", livestock: "Bétaillère",
    vehicle_transporter: "Porte-voitures", plant_carrier: "Porte-engins", concrete_mixer: "Bétonnière", concrete_pump: "Pompe à béton",
    timber: "Grumier", refuse: "Benne à ordures", sweeper: "Nettoyage de la voirie", retail: "Camion-magasin", recovery: "Dépanneuse",
    crane: "Camion-grue", aerial_platform: "Nacelle élévatrice", fire_engine: "Véhicule d’incendie", ambulance: "Ambulance",
    hearse: "Véhicule funéraire", armoured: "Véhicule blindé", motor_caravan: "Camping-car", other: "Autre carrosserie",
  },
  dangerous_goods: { none: "Aucune", adr: "Oui (ADR)" },
  critair: { EL: "Crit’Air E", 1: "Crit’Air 1", 2: "Crit’Air 2", 3: "Crit’Air 3", 4: "Crit’Air 4", 5: "Crit’Air 5", NC: "Non classé" },
  category: {
    N1: `N1, marchandises jusqu’à 3,5${NB}t`, N2: `N2, de 3,5 à 12${NB}t`, N3: `N3, plus de 12${NB}t`,
    M1: "M1, voiture", M2: "M2, minibus", M3: "M3, autocar, autobus", L1: "L1, cyclomoteur", L2: "L2, cyclomoteur à 3 roues",
    L3: "L3, moto", L4: "L4, side-car", L5: "L5, tricycle", L6: "L6, quadricycle léger", L7: "L7, quadricycle",
  },
  activity: {
    delivery: "Livraison", transit: "Transit", pickup: "Enlèvement", works: "Chantier", moving: "Déménagement", waste: "Déchets",
    supply: "Avitaillement", service: "Dépannage", resident: "Riverain", emergency: "Secours",
  },
};

/** The facts by which an own vehicle is described, in the order of the form: `scale` turns what is typed into the API's unit, `most` is its limit there. A rare one has its field once it is known. */
export const FIELDS = [
  { name: "category", kind: "choice", values: CATEGORIES },
  { name: "gvw_kg", kind: "number", scale: 1000, unit: "t", most: 72_000 },
  { name: "critair", kind: "choice", values: CRITAIR },
  { name: "energy", kind: "choice", values: ENERGIES },
  { name: "length_cm", kind: "number", scale: 100, unit: "m", most: 3_000 },
  { name: "width_cm", kind: "number", scale: 100, unit: "m", most: 500 },
  { name: "height_cm", kind: "number", scale: 100, unit: "m", most: 600 },
  { name: "body", kind: "choice", values: BODIES },
  { name: "dangerous_goods", kind: "choice", values: LOADS },
  { name: "gcw_kg", kind: "number", scale: 1000, unit: "t", most: 72_000, rare: true },
  { name: "axle_load_kg", kind: "number", scale: 1000, unit: "t", most: 20_000, rare: true },
];

/** « 7,5 » → 7500 with scale 1000; null of an empty field, NaN of what is not a number. */
export function parseNumber(text, scale) {
  const clean = text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
  if (clean === "") return null;
  return /^\d+(\.\d+)?$/.test(clean) ? Math.round(Number(clean) * scale) : NaN;
}

/** 7500 → « 7,5 » with scale 1000, as a person would type it. */
export function formatNumber(value, scale) {
  return value == null ? "" : String(value / scale).replace(".", ",");
}

/** The facts the API is told: a preset's, or those given; what is not known is left out. */
export function factsOf(state) {
  return state.vehicle === OWN ? { ...state.facts } : { ...PRESETS[state.vehicle].facts };
}

/** What is carried, which goes from one vehicle to another. */
export const loadOf = ({ dangerous_goods: load }) => (load ? { dangerous_goods: load } : {});

export const activityName = (activity) => (activity ? WORDS.activity[activity] : UNKNOWN_PURPOSE);

export const nameOf = (state) => (state.vehicle === OWN ? "Mon véhicule" : PRESETS[state.vehicle].name);

/** Bodies that tell nothing in one line: a van says so by its name. */
const PLAIN = new Set(["box", "other"]);
const small = (word) => word.replace(/^[A-ZÉ](?=[a-zé])/, (c) => c.toLowerCase());

/** « Crit’Air 3, gazole, 7 m »: the facts in one line. */
export function summaryOf(facts) {
  const said = [
    facts.gvw_kg && !facts.critair && !facts.energy ? tonnes(facts.gvw_kg) : null,
    facts.critair ? WORDS.critair[facts.critair].replace(" ", NB) : null,
    facts.energy ? small(WORDS.energy[facts.energy]) : null,
    PLAIN.has(facts.body ?? "other") ? null : small(WORDS.body[facts.body]),
    facts.length_cm ? metres(facts.length_cm) : null,
    facts.dangerous_goods === "adr" ? "marchandises dangereuses" : null,
  ].filter(Boolean);
  return said.length ? said.join(", ") : "Rien n’est renseigné";
}
