"""The French words authors write by habit, and the words of the language they may stand for."""

# ruff: noqa: E501 - a table, read by theme.

import re
import unicodedata
from collections.abc import Mapping

from rules.texts.bodies import CHOICES
from rules.written.bodies import SPELLED
from rules.written.folding import fold

_WORDS: Mapping[str, str] = {
    # Keys.
    "nom": "name", "intitule": "title name", "titre": "title", "objet": "title", "date": "signed", "signe": "signed",
    "adresse": "url", "lien": "url", "statut": "status", "etat": "status", "fondement": "basis", "base": "basis",
    "type": "kind", "nature": "kind", "sorte": "kind", "trace": "geometry", "geometrie": "geometry",
    "perimetre": "geometry", "remarque": "note", "arrete": "order orders", "arretes": "orders", "zone": "zones",
    "calendriers": "calendars", "calendrier": "calendar calendars", "valeurs": "values", "droits": "rights",
    "derogations": "rights", "regles": "rules", "essais": "tests", "effet": "do", "mesure": "do", "leve": "overrides",
    "sauf": "overrides except", "etiquettes": "tags", "si": "if", "condition": "if", "quand": "when",
    "horaires": "when time", "horaire": "when time", "heures": "time", "heure": "time at", "jours": "days", "jour": "days",
    "declencheur": "trigger", "citation": "quote", "debut": "valid_from from", "fin": "valid_to to", "du": "valid_from from",
    "au": "valid_to to", "identifiant": "id", "quota": "quota_days", "pieces": "proofs", "justificatifs": "proofs",
    "delai": "delay_days", "titulaire": "holder", "duree": "stay_min", "vitesse": "speed_kmh", "attendu": "expect",
    "reponse": "expect", "comme": "like", "vehicule": "vehicle", "motif": "activity", "usage": "activity", "tous": "all",
    "toutes": "all", "lecture": "text", "communes membres": "members", "jours feries": "holidays", "feries": "holidays",
    "ferie": "public_holiday",
    # Facts and comparisons.
    "ptac": "gvw_kg", "poids": "gvw_kg", "tonnage": "gvw_kg", "ptra": "gcw_kg", "longueur": "length_cm",
    "largeur": "width_cm", "hauteur": "height_cm", "essieu": "axle_load_kg", "categorie": "category", "energie": "energy",
    "carrosserie": "body", "j.3": "body", "j3": "body",
    "carburant": "energy", "matieres dangereuses": "dangerous_goods adr", "marchandises dangereuses": "dangerous_goods adr",
    "adr": "adr dangerous_goods", "tmd": "dangerous_goods adr", "hazmat": "dangerous_goods adr", "chargement": "dangerous_goods",
    "aucun": "none", "aucune": "none", "crit'air": "critair", "vignette": "critair", "activite": "activity", "egal": "is",
    "parmi": "in", "hors": "not_in", "sup": "gt", "inf": "lt", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "=": "is",
    # Effects, verdicts and statuses.
    "interdire": "prohibit", "interdit": "do prohibit forbidden", "interdiction": "prohibit", "autoriser": "allow",
    "autorise": "do allow allowed", "autorisation": "allow", "limiter": "limit", "limitation": "limit", "exiger": "require",
    "obligation": "require", "obligations": "require", "sous condition": "conditional", "inconnu": "unknown",
    "a verifier": "to_verify unknown", "en vigueur": "in_force", "conteste": "contested", "a venir": "to_come",
    "suspendu": "suspended", "abroge": "repealed", "demonstration": "demonstration",
    # Days.
    "lundi": "mo", "mardi": "tu", "mercredi": "we", "jeudi": "th", "vendredi": "fr", "samedi": "sa", "dimanche": "su",
    # Kinds of zone.
    "pietonne": "pedestrian", "aire pietonne": "pedestrian", "pieton": "pedestrian", "evenement": "event",
    "ecole": "school", "gabarit": "dimension",
    # Values of facts.
    "livraison": "delivery", "livraisons": "delivery", "enlevement": "pickup", "ramassage": "pickup", "travaux": "works",
    "chantier": "works", "demenagement": "moving", "dechets": "waste", "ordures": "waste",
    "approvisionnement": "supply", "depannage": "service", "riverain": "resident", "riverains": "resident",
    "secours": "emergency", "urgence": "emergency", "gazole": "diesel", "essence": "petrol", "electrique": "electric EL",
    "hydrogene": "hydrogen", "gnv": "cng", "gnl": "lng", "gpl": "lpg", "non classe": "NC", "zero emission": "EL",
    # Duties and deciders.
    "laissez-passer": "pass", "macaron": "pass", "reservation": "booking", "declaration": "declaration",
    "disque": "disc", "guichet": "desk", "mairie": "desk", "automatique": "automatic", "transporteur": "carrier", "vrai": "true",
    "oui": "true", "faux": "false", "non": "false",
}  # fmt: skip
_BODIES: Mapping[str, str] = {**SPELLED, **{fold(said): body for body, said in CHOICES.items()}}
_STICKER = re.compile(r"(?:v|classe|vignette|crit'?air) ?([1-5])", re.ASCII)


def bare(word: str) -> str:
    """A word in lower case, with neither accents nor curved apostrophes."""
    parts = unicodedata.normalize("NFD", word.casefold().replace("’", "'"))
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).strip()


def meanings(word: str) -> tuple[str, ...]:
    """The words of the language a French word may stand for, the likeliest first."""
    plain = bare(word)
    if match := _STICKER.fullmatch(plain):
        return (match[1],)
    written = fold(word)
    return tuple(f"{_WORDS.get(plain, '')} {_BODIES.get(written, '')}".split())
