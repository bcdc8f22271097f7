"""What a form says of documents: what they prove, of which vehicle, until when; what is missing for kinds; pure."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rules.model import Problem

LONGEST = 120
_FURTHEST_YEARS = 50


@dataclass(frozen=True, slots=True)
class Filing:
    """Where documents are kept; `valid_until` is their last day."""

    proof: str
    vehicle: UUID | None
    valid_until: date | None


def read_filing(typed: Mapping[str, str], today: date) -> Filing | tuple[Problem, ...]:
    """What was typed, or every problem of it."""
    problems: list[Problem] = []
    proof = " ".join(unicodedata.normalize("NFC", typed.get("other", "") or typed.get("proof", "")).split())
    if not proof:
        problems.append(_problem("proof", "Dites de quelle pièce il s’agit.", "Choisissez-la, ou nommez-la."))
    elif len(proof) > LONGEST or not proof.isprintable():
        problems.append(_problem("other", f"Ce nom de pièce dépasse {LONGEST} signes.", "Abrégez-le."))
    vehicle = _vehicle(typed.get("vehicle", ""))
    if isinstance(vehicle, Problem):
        problems.append(vehicle)
    until = _day(typed.get("until", "").strip(), today)
    if isinstance(until, Problem):
        problems.append(until)
    if problems:
        return tuple(problems)
    assert not isinstance(vehicle, Problem)
    assert not isinstance(until, Problem)
    return Filing(proof, vehicle, until)


def missing_of(asked: Iterable[str], held: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    """The proofs asked of which none that is valid is held; `held` says each proof and whether it is valid."""
    valid = {folded(proof) for proof, holds in held if holds}
    missing = {folded(proof): proof for proof in asked if folded(proof) not in valid}
    return tuple(sorted(missing.values(), key=folded))


def folded(proof: str) -> str:
    """The name of a proof as it is compared: without case, accents, nor the apostrophe that was typed."""
    bare = unicodedata.normalize("NFKD", proof.replace("’", "'").casefold())
    return " ".join("".join(sign for sign in bare if not unicodedata.combining(sign)).split())


def _vehicle(text: str) -> UUID | Problem | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        return _problem("vehicle", "Ce véhicule n’est pas dans votre flotte.", "Choisissez-le dans la liste.")


def _day(text: str, today: date) -> date | Problem | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _problem("until", "Cette date ne se lit pas.", "Écrivez-la comme 2027-06-30.")
    if day < today:
        return _problem("until", "Cette pièce n’est déjà plus valable.", "Envoyez celle qui vaut aujourd’hui.")
    if day.year > today.year + _FURTHEST_YEARS:
        return _problem("until", "Cette date est trop lointaine.", "Laissez vide si la pièce n’a pas de fin.")
    return day


def _problem(field: str, message: str, hint: str) -> Problem:
    return Problem(f"document_{field}", message, hint, pointer=f"/{field}")
