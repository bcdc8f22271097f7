"""What keeps a bay from being kept: all of it at once, each by its field."""

import re
from collections.abc import Iterator
from math import isfinite

from numeriz.core.bay import EQUIPMENT, WORDS, Described
from rules.model import Problem

LONGEST = {
    "reference": 80, "name": 200, "address": 200, "commune": 100, "order_url": 500, "comment": 1_000,
}  # fmt: skip
NAMES = {
    "reference": "Référence", "name": "Nom", "address": "Adresse", "commune": "Commune", "postcode": "Code postal",
    "lon": "Longitude", "lat": "Latitude", "outline": "Emprise", "places": "Places", "length_cm": "Longueur",
    "width_cm": "Largeur", "arrangement": "Disposition", "side": "Côté de la rue", "setting": "Emplacement",
    "marking": "Marquage", "marking_conform": "Marquage conforme", "kind": "Type", "sign": "Panneau",
    "stay_max_min": "Durée maximale", "stay_control": "Contrôle de la durée", "schedule": "Horaires",
    "equipment": "Équipements", "charging_kw": "Puissance de la borne", "kerb_lowered": "Trottoir abaissé",
    "order_present": "Arrêté", "order_url": "Adresse de l’arrêté", "comment": "Commentaire", "active": "En service",
    "approximate": "Position approximative",
}  # fmt: skip
"""Fields in French."""
BOUNDS = {
    "places": (1, 50, ""), "length_cm": (100, 10_000, "cm"), "width_cm": (100, 1_000, "cm"),
    "stay_max_min": (1, 1_440, "min"),
}  # fmt: skip
_POSTCODE = re.compile(r"[0-9]{5}")


def check(said: Described) -> tuple[Problem, ...]:
    """Every problem; `pointer` names the field."""
    return (*_texts(said), *_numbers(said), *_words(said), *_position(said))


def _texts(said: Described) -> Iterator[Problem]:
    if not said.reference.strip():
        yield _wrong("reference", "La référence manque.", "C’est le numéro de l’aire dans vos fichiers.")
    if not said.name.strip():
        yield _wrong("name", "Le nom manque.", "Dites la rue et le numéro, par exemple.")
    for name, most in LONGEST.items():
        if len(getattr(said, name)) > most:
            yield _wrong(name, f"{NAMES[name]} : {most} signes au plus.", "Raccourcissez ce texte.")
    if said.postcode and not _POSTCODE.fullmatch(said.postcode):
        yield _wrong("postcode", f"« {said.postcode[:10]} » n’est pas un code postal.", "Il a cinq chiffres.")
    if said.order_url and not said.order_url.startswith(("https://", "http://")):
        yield _wrong("order_url", "L’adresse de l’arrêté ne commence pas par https://.", "Copiez-la du navigateur.")


def _numbers(said: Described) -> Iterator[Problem]:
    for name, (least, most, unit) in BOUNDS.items():
        value = getattr(said, name)
        if value is not None and not least <= value <= most:
            found = f"{NAMES[name]} : {value}\u00a0{unit}".rstrip()
            yield _wrong(name, f"{found}.", f"Il faut de {least} à {most}\u00a0{unit}.".replace("\u00a0.", "."))
    if said.charging_kw is not None and not (isfinite(said.charging_kw) and 1 <= said.charging_kw <= 4_500):
        yield _wrong("charging_kw", "La puissance de la borne est hors bornes.", "De 1 à 4\u202f500\u00a0kW.")


def _words(said: Described) -> Iterator[Problem]:
    for name, words in WORDS.items():
        value = getattr(said, name)
        if value is not None and value not in words:
            yield _wrong(name, f"{NAMES[name]} : « {value} » n’est pas un choix.", "Choisissez dans la liste.")
    if unknown := [each for each in said.equipment if each not in EQUIPMENT]:
        yield _wrong("equipment", f"Équipement inconnu : « {unknown[0]} ».", "Choisissez dans la liste.")


def _position(said: Described) -> Iterator[Problem]:
    if not (isfinite(said.lon) and isfinite(said.lat) and abs(said.lon) <= 180 and abs(said.lat) <= 90):
        yield _wrong("lon", "Cette position n’est pas sur la Terre.", "Longitude, puis latitude, en degrés.")
    elif is_placeholder(said.lon, said.lat):
        hint = "C’est une valeur de remplissage : placez l’aire sur la carte."
        yield _wrong("lon", f"« {said.lon:g},{said.lat:g} » n’est pas une position.", hint)
    if said.outline is not None and said.outline.get("type") != "Polygon":
        yield _wrong("outline", "L’emprise n’est pas un polygone.", "Dessinez-la sur la carte.")


def is_placeholder(lon: float, lat: float) -> bool:
    """Whether numbers were written only because a column wanted some: « 1,1 », « 0,0 »."""
    return lon == lat and float(lon).is_integer() and abs(lon) <= 1


def _wrong(name: str, said: str, hint: str) -> Problem:
    return Problem(f"bay-{name}", said, hint, pointer=name)
