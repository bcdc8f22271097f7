"""How the desk of carriers says states, days, vehicles and what is asked of them."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cirqliz.core.kinds import Terms
from cirqliz.core.matrix import Word
from cirqliz.service.carrying import Held
from rules.model import ACTIVITIES, RightKind
from rules.texts import french
from rules.texts.sentences import to_whom, towards
from rules.written.plates import Plate

SIGNS: Mapping[Word, str] = {
    Word.ALLOWED: "allowed", Word.PASS_NEEDED: "conditional", Word.POSSIBLE: "conditional",
    Word.UNKNOWN: "unknown", Word.IMPOSSIBLE: "forbidden",
}  # fmt: skip
"""The sign of each word: shape, then colour."""
COUNTED: Mapping[Word, tuple[str, str]] = {
    Word.ALLOWED: ("autorisé", "autorisés"), Word.PASS_NEEDED: ("avec laissez-passer", "avec laissez-passer"),
    Word.POSSIBLE: ("à demander", "à demander"), Word.UNKNOWN: ("à vérifier", "à vérifier"),
    Word.IMPOSSIBLE: ("interdit", "interdits"),
}  # fmt: skip
FILTERS: Mapping[str, str] = {
    "possible": "Dérogation à demander", "unknown": "À vérifier", "impossible": "Interdit",
    "pass_needed": "Laissez-passer à prendre", "allowed": "Autorisé", "asked": "Déjà demandé",
    "held": "Dérogation accordée",
}  # fmt: skip
REQUEST_STATES: Mapping[str, str] = {
    "open": "En attente", "question": "Question posée", "granted": "Accordée", "refused": "Refusée",
    "withdrawn": "Retirée",
}  # fmt: skip
RIGHT_STATES: Mapping[str, str] = {
    "active": "En cours", "coming": "À venir", "over": "Terminée", "suspended": "Suspendue", "revoked": "Retirée",
    "replaced": "Remplacée",
}  # fmt: skip
PURPOSES: Mapping[str, str] = {name: french.value("activity", name) for name in ACTIVITIES}
FIRST_PURPOSE = "delivery"


def french_date(day: date) -> str:
    """« 7 décembre 2026 »."""
    return french.plain_day(day)


def capital(text: str) -> str:
    """A sentence begins with a capital."""
    return text[:1].upper() + text[1:]


def plate_of(number: str, country: str) -> str:
    """A plate as people read it; nothing for what is the organisation’s own."""
    return str(Plate(country, number)) if number else ""


def last_day(ends_on: date | None) -> str:
    """The last day, where there is one."""
    return french_date(date.fromordinal(ends_on.toordinal() - 1)) if ends_on else ""


def state_of(right: Held, today: date) -> str:
    """The state of a right as its carrier reads it today."""
    if right.state != "active":
        return right.state
    if right.starts_on > today:
        return "coming"
    return "active" if right.counts_on(today) else "over"


def told_terms(terms: Terms | RightKind) -> str:
    """« 52 jours par an, réponse sous 15 jours »: what is known of a kind before it is asked for."""
    said = []
    if terms.quota_days is not None:
        said.append(f"{_days(terms.quota_days)} par an")
    if terms.duration_days is not None:
        said.append("pour un jour" if terms.duration_days == 1 else f"pour {_days(terms.duration_days)}")
    if (terms.decider if isinstance(terms, RightKind) else terms.decided_by) == "automatic":
        said.append("accordée aussitôt")
    elif terms.delay_days is not None:
        said.append(f"réponse sous {_days(terms.delay_days)}")
    found = capital(", ".join(said)) or "Délai de réponse non annoncé"
    suits = terms.suits if isinstance(terms, RightKind) else None
    return f"{capital(to_whom(suits, case=towards))}. {found}" if suits else found


def cited(order: str, article: str, *, unchecked: bool = False) -> str:
    """« Arrêté A-2026-118, art. 4 »."""
    return f"Arrêté {order}, {french.article(article, unchecked=unchecked or article == 'a_verifier')}"


def _days(count: int) -> str:
    return f"{count}\u00a0jour{'s' if count > 1 else ''}"


def clock(at: datetime, zone: ZoneInfo) -> str:
    """« 3 mars 2027 à 9 h 05 », by the clocks there."""
    local = at.astimezone(zone)
    return f"{french_date(local.date())} à {local.hour}\u00a0h\u00a0{local.minute:02}"
