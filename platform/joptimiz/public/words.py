"""The public pages' own words, and the French spacing of what authors wrote."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from rules.texts.clockwise import DAY_NAMES, day_of_year, hour, long_date
from rules.texts.typography import NARROW, NO_BREAK

KINDS: Mapping[str, str] = {
    "zfe": "ZFE", "ztl": "ZTL", "pedestrian": "Aire piétonne", "school": "Rue scolaire",
    "event": "Périmètre d’événement", "dimension": "Gabarit limité", "bay_area": "Aires de livraison",
    "voie_secondaire": "Voies secondaires",
}  # fmt: skip
KINDS_TOGETHER: Mapping[str, str] = {
    "zfe": "Zones à faibles émissions", "ztl": "Zones à trafic limité", "pedestrian": "Aires piétonnes",
    "school": "Rues scolaires", "event": "Événements", "dimension": "Gabarits et poids limités",
    "bay_area": "Aires de livraison", "voie_secondaire": "Voies secondaires",
}  # fmt: skip
STATUSES: Mapping[str, str] = {
    "in_force": "en vigueur", "demonstration": "démonstration", "to_verify": "à vérifier", "contested": "contesté",
    "to_come": "à venir", "suspended": "suspendu", "repealed": "abrogé",
}  # fmt: skip
STATUSES_SAID: Mapping[str, str] = {
    "in_force": "Cet arrêté est en vigueur.",
    "demonstration": "Cet arrêté est inventé pour la démonstration : il ne s’applique à personne.",
    "to_verify": "Cet arrêté n’a pas encore été relu sur son texte publié : suivez la signalisation.",
    "contested": "Cet arrêté est contesté : sa portée peut changer.",
    "to_come": "Cet arrêté n’est pas encore en vigueur.",
    "suspended": "Cet arrêté est suspendu : ses règles ne s’appliquent pas.",
    "repealed": "Cet arrêté est abrogé : ses règles ne s’appliquent plus.",
}
_SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip


def spaced(text: str) -> str:
    """A text with the spaces French wants before double signs, inside guillemets and before units."""
    text = re.sub(r"['’](?=[^\W\d_])", "’", text)
    text = re.sub(r"[ \u00a0\u202f]([;!?])", rf"{NARROW}\1", text)
    text = re.sub(r"[ \u00a0\u202f]:(?=\s|$)", f"{NO_BREAK}:", text)
    text = re.sub(r"«[ \u00a0\u202f]*", f"«{NARROW}", text)
    text = re.sub(r"[ \u00a0\u202f]*»", f"{NARROW}»", text)
    text = re.sub(r"(\d) (?=(?:h|t|m|cm|kg|km|min|%)(?!\w))", rf"\1{NO_BREAK}", text)
    text = re.sub(r"(^|\s)à (?=\d)", rf"\1à{NO_BREAK}", text)
    return re.sub(rf"(\d{NO_BREAK}h) (?=\d{{2}}(?!\d))", rf"\1{NO_BREAK}", text)


def sentence(text: str) -> str:
    """A text with its full stop."""
    text = spaced(text.strip())
    return text if text.endswith((".", "!", "?", "…", "»")) else f"{text}."


def capital(text: str) -> str:
    """A text that begins a line."""
    return text[:1].upper() + text[1:]


def kind_of(kind: str) -> str:
    """The kind of a zone; one the house has no word for goes by its own."""
    return KINDS.get(kind) or capital(kind.replace("_", " ").replace("-", " "))


def kinds_of(kind: str) -> str:
    """The heading over all zones of a kind."""
    return KINDS_TOGETHER.get(kind) or kind_of(kind)


def article_of(article: str, *, unchecked: bool) -> str:
    """« art. 4 », « article à vérifier »."""
    return (
        "article à vérifier"
        if article == "a_verifier"
        else f"art.{NO_BREAK}{article}" + (" (à vérifier)" if unchecked else "")
    )


def day_long(day: date) -> str:
    """« mardi 24 novembre 2026 »."""
    return f"{DAY_NAMES[day.weekday()]} {long_date(day)}"


def day_short(day: date) -> str:
    """« mar. 24 nov. »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{DAY_NAMES[day.weekday()][:3]}. {number}{NO_BREAK}{_SHORT_MONTHS[day.month - 1]}"


def at_hour(wall: datetime) -> str:
    """« 10 h 30 »."""
    return hour(wall.hour * 60 + wall.minute)


def moment(then: datetime, now: datetime) -> str:
    """« à 23 h », « demain à 5 h », « le mar. 24 nov. à 5 h »: a wall time seen from another."""
    days = (then.date() - now.date()).days
    at = f"à{NO_BREAK}{at_hour(then)}"
    if days == 0:
        return at
    if days == 1:
        return "à minuit" if (then.hour, then.minute) == (0, 0) else f"demain {at}"
    return f"le {day_short(then.date())} {at}"


def counted(number: int, one: str, many: str, none: str = "") -> str:
    """« 4 zones », « 1 zone », « aucune zone »."""
    return none if number == 0 and none else f"{number}{NO_BREAK}{one if number < 2 else many}"


__all__ = [
    "KINDS", "STATUSES", "STATUSES_SAID", "article_of", "at_hour", "capital", "counted", "day_long", "day_of_year",
    "day_short", "hour", "kind_of", "kinds_of", "long_date", "moment", "sentence", "spaced",
]  # fmt: skip
