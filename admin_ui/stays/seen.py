"""What an officer is told of the discs of a plate: a word and a colour first, then each disc."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from numeriz.core.sentences import hour_of
from numeriz.core.stay import Phase
from numeriz.service.kept import Kept

NONE = (
    "Un disque peut avoir été posé sans plaque, ou sans réseau\u00a0: celui-là n’arrive que plus tard. Regardez aussi "
    "le pare-brise et le panneau."
)
COMPARE = "Comparez avec l’aire où vous êtes."
ENDED = "Si le véhicule est encore là, il n’a plus de disque."
DOUBLED = (
    "Deux téléphones ont posé un disque pour cette plaque\u00a0: l’un des deux se trompe peut-être. Comparez la plaque "
    "et la carte grise."
)
WORDS: dict[Phase, tuple[str, str, str]] = {
    "waiting": ("allowed", "check", "Pas encore réglementé"),
    "running": ("allowed", "check", "En cours"),
    "ending": ("unknown", "clock", "Bientôt la fin"),
    "over": ("forbidden", "clock", "Temps dépassé"),
    "ended": ("unknown", "later", "Disque terminé"),
}
"""Colour, drawing and word of each; a hold is no disc, and is not looked up."""
_ENDS = {
    "driver": "Le conducteur a dit être parti à {at}.",
    "moved": "Terminé à {at}\u00a0: un autre disque a suivi.",
    "automatic": "Terminé de lui-même à {at}.",
}


@dataclass(frozen=True, slots=True)
class Head:
    """The answer at arm’s length: its colour and drawing, a word, why, and what to do then."""

    sign: str
    drawn: str
    word: str
    why: str
    then: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One disc of the plate, in words."""

    name: str
    word: str
    live: bool
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """All that is told of a plate; `doubled` is what two phones have done, empty where they have not."""

    head: Head
    discs: tuple[Seen, ...]
    doubled: str


def answer_of(found: Sequence[tuple[Kept, bool]], now: datetime) -> Answered:
    """What is told of the discs that were found: those that run before those that are over."""
    ordered = sorted((kept for kept, _ in found), key=lambda kept: kept.phase(now) == "ended")
    live = [kept for kept in ordered if kept.phase(now) != "ended"]
    return Answered(
        _head(ordered, len(live), now), tuple(_seen(kept, now) for kept in ordered),
        DOUBLED if any(doubled for _, doubled in found) else "",
    )  # fmt: skip


def _head(ordered: Sequence[Kept], live: int, now: datetime) -> Head:
    if not ordered:
        return Head("unknown", "question", "Aucun disque", "Ni en cours, ni terminé depuis moins de deux heures.", NONE)
    if live > 1:
        return Head("unknown", "question", f"{live} disques", "Lisez celui de l’aire où vous êtes.", COMPARE)
    first = ordered[0]
    if live and first.span.due_at is None:
        return Head("unknown", "question", "Disque posé", _why(first, now), COMPARE)
    return Head(*WORDS[first.phase(now)], _why(first, now), COMPARE if live else ENDED)


def _why(kept: Kept, now: datetime) -> str:
    span, phase = kept.span, kept.phase(now)
    if phase == "ended":
        at = hour_of(span.ended_at or span.ends_at, now, kept.clock)
        return _ENDS.get(kept.ended_by, _ENDS["automatic"]).format(at=at)
    if phase == "waiting" and span.regulated_from:
        return f"Stationnement libre jusqu’à {hour_of(span.regulated_from, now, kept.clock)}."
    if span.due_at is None:
        return "Rien ne dit ici combien de temps\u00a0: lisez le panneau."
    due = hour_of(span.due_at, now, kept.clock)
    if phase != "over":
        return f"En règle jusqu’à {due}."
    past = int((now - span.due_at).total_seconds() // 60)
    return f"Depuis {due}, soit {past}\u00a0min." if past else f"Depuis {due}, moins d’une minute."


def _seen(kept: Kept, now: datetime) -> Seen:
    span, phase = kept.span, kept.phase(now)
    lines = [("Place", _place(kept)), ("Posé", f"à {hour_of(span.starts_at, now, kept.clock)}")]
    if span.due_at is not None:
        lines.append(("Jusqu’à", hour_of(span.due_at, now, kept.clock)))
    if phase == "ended":
        lines.append(("Terminé", f"à {hour_of(span.ended_at or span.ends_at, now, kept.clock)}"))
    if kept.bay_code:
        lines.append(("Code", kept.bay_code))
    word = "Disque posé" if phase == "running" and span.due_at is None else WORDS[phase][2]
    return Seen(kept.bay_name or kept.bay_code or "Hors d’une aire", word, phase != "ended", tuple(lines))


def _place(kept: Kept) -> str:
    if kept.excess:
        return "aucune\u00a0: l’aire était complète"
    return str(kept.place) if kept.place else "aucune"
