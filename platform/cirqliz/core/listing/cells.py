"""The cells of a list of derogations, one function a field: what was meant, or what is wrong."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cirqliz.core.listing.days import read_day
from rules.model import Problem, RightKind
from rules.written.companies import is_siren, read_siret
from rules.written.folding import fold

_STATES: Mapping[str, str] = {
    "actif": "active", "active": "active", "valide": "active", "valable": "active", "accordee": "active",
    "accorde": "active", "en cours": "active", "oui": "active", "en vigueur": "active", "acceptee": "active",
    "valid": "active", "granted": "active", "approved": "active", "delivree": "active",
    "suspendue": "suspended", "suspendu": "suspended", "suspended": "suspended",
    "retiree": "revoked", "retire": "revoked", "revoquee": "revoked", "annulee": "revoked", "abrogee": "revoked",
    "revoked": "revoked", "cancelled": "revoked", "withdrawn": "revoked",
    "expiree": "expired", "expire": "expired", "echue": "expired", "terminee": "expired", "expired": "expired",
}  # fmt: skip
_NOT_HELD = frozenset(
    (
        "refusee", "refuse", "refused", "rejected", "rejetee", "en attente", "deposee", "a instruire", "en instruction",
        "incomplete", "pending", "submitted", "non",
    )
)  # fmt: skip
_ENDLESS = frozenset(
    ("illimite", "illimitee", "sans fin", "permanent", "permanente", "indeterminee", "sans limite", "unlimited", "none")
)
_WHOLE = frozenset(
    ("toutes", "tout", "toutes les zones", "tout le territoire", "territoire", "ensemble du territoire", "all")
)
_DAYS = re.compile(
    r"([0-9]{1,4})(?:[.,]0+)?\s*(?:j|jours?|days?)?\s*(?:(?:/|par|per|a)\s*(?:an|ans|year))?\.?", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*[|;,/+]\s*")
_MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to the day after the last one; nothing where there is no bound."""

    start: date | None
    end: date | None


def read_span(start: str, end: str) -> Span | tuple[tuple[str, Problem], ...]:
    """The dates of a right, whose last day counts; problems by field."""
    problems = []
    first = None if not start else read_day(start)
    last = None if not end or fold(end) in _ENDLESS else read_day(end)
    for name, day in (("start", first), ("end", last)):
        if isinstance(day, Problem):
            problems.append((name, day))
    if isinstance(first, date) and isinstance(last, date) and last < first:
        said = "La fin est avant le début."
        problems.append(("end", Problem("days_reversed", said, "Échangez les deux dates, ou vérifiez l’année.")))
    if problems or isinstance(first, Problem) or isinstance(last, Problem):
        return tuple(problems)
    return Span(first, None if last is None else last + timedelta(days=1))


def read_days(text: str, least: int) -> int | Problem | None:
    """A number of days in a year; nothing when there is no limit."""
    said = " ".join(text.split())
    if not said or fold(said) in _ENDLESS:
        return None
    parts = _DAYS.fullmatch(said)
    if parts is None:
        return Problem("days", f"« {said[:20]} » n’est pas un nombre de jours.", "Écrivez un nombre entier : « 52 ».")
    number = int(parts[1])
    if not least <= number <= _MOST_DAYS:
        return Problem("days_bounds", f"{number} jours : il en faut de {least} à {_MOST_DAYS} par an.", "Vérifiez-le.")
    return number


def read_state(text: str, end: date | None, today: date) -> str | Problem:
    """`active`, `suspended` or `revoked`; what was never granted is told, and not read."""
    said = fold(text)
    if not said:
        return "active"
    if said in _NOT_HELD:
        hint = "Seules les dérogations accordées sont reprises. Gardez cette ligne pour vos archives."
        return Problem("state_not_held", f"« {text[:30]} » : cette dérogation n’a pas été accordée.", hint)
    state = _STATES.get(said)
    if state is None:
        hint = "Écrivez « accordée », « suspendue », « retirée » ou « expirée »."
        return Problem("state", f"« {text[:30]} » n’est pas un état connu.", hint)
    if state != "expired":
        return state
    if end is None or end > today:
        hint = "Corrigez l’état, ou la date de fin."
        return Problem("state_expired", "Elle est dite expirée, mais sa fin n’est pas passée.", hint)
    return "active"


def read_kind(text: str, kinds: Mapping[str, RightKind], meant: Mapping[str, str]) -> str | Problem:
    """The kind of the rulebook that a list names, by its id or its name, or as somebody once said."""
    said = fold(text)
    if not said:
        return Problem("kind_missing", "Le type de dérogation manque.", "Choisissez un type pour toute la liste.")
    if meant.get(said) in kinds:
        return meant[said]
    names = {fold(kind.id): kind.id for kind in kinds.values()} | {_bare(kind.name): kind.id for kind in kinds.values()}
    if said in names or _bare(text) in names:
        return names.get(said) or names[_bare(text)]
    close = difflib.get_close_matches(_bare(text), list(names), 1, 0.7) if len(said) < 80 else []
    known = " ; ".join(kind.name for kind in list(kinds.values())[:5])
    hint = f"Vouliez-vous dire « {kinds[names[close[0]]].name} » ?" if close else f"Dites auquel il répond : {known}."
    return Problem("kind_unknown", f"« {text[:40]} » n’est pas un type du règlement.", hint)


def read_zones(text: str, zones: Mapping[str, str]) -> tuple[str, ...] | Problem:
    """The zones named, by id or name; none for the whole territory."""
    if not text or fold(text) in _WHOLE:
        return ()
    names = {fold(zone): zone for zone in zones} | {fold(name): zone for zone, name in zones.items()}
    if fold(text) in names:
        return (names[fold(text)],)
    found = []
    for part in filter(None, _BETWEEN.split(text)):
        if fold(part) not in names:
            close = difflib.get_close_matches(fold(part), list(names), 1, 0.7) if len(part) < 80 else []
            better = f"Vouliez-vous dire « {zones[names[close[0]]]} » ?" if close else "Laissez vide pour toutes."
            return Problem("zone_unknown", f"« {part[:40]} » n’est pas une zone du règlement.", better)
        found.append(names[fold(part)])
    return tuple(dict.fromkeys(found))


def read_company(text: str) -> str | Problem:
    """A SIRET, or a SIREN, whose key is right; empty when nothing is said."""
    digits = "".join(text.split())
    if not digits or is_siren(digits):
        return digits
    return read_siret(text)


def _bare(name: str) -> str:
    """A name without what all of them begin with."""
    words = fold(name).split()
    while words and words[0] in ("la", "le", "l", "les", "derogation", "derogations", "pass", "de", "des", "d"):
        words = words[1:]
    return " ".join(words)
