"""Hearing who holds a right before it is suspended or ended: what is said, how it was heard, what may follow; pure.

CRPA L121-1 and L122-1 want it heard; L121-2 says when it may be heard afterwards. Reading a form tells every fault.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cirqliz.core.kinds import Terms
from rules.model import Problem

type Measure = Literal["suspend", "revoke"]
type How = Literal["written", "oral", "waived", "none"]
type Ground = Literal["urgency", "exceptional", "order"]
type Stage = Literal["open", "heard", "decided", "dropped"]
type Band = Literal["lapsed", "answered", "second", "waiting"]

MEASURES: Mapping[Measure, str] = {"suspend": "Suspendre", "revoke": "Mettre fin"}
GROUNDS: Mapping[Ground, str] = {
    "urgency": "Il y a urgence (art. L121-2, 1°).",
    "exceptional": "Les circonstances sont exceptionnelles (art. L121-2, 1°).",
    "order": "Entendre d’abord compromettrait l’ordre public (art. L121-2, 2°).",
}
HOWS: Mapping[How, str] = {
    "written": "Par écrit", "oral": "De vive voix", "waived": "Il y renonce", "none": "Sans réponse dans le délai",
}  # fmt: skip
BANDS: Mapping[Band, str] = {
    "lapsed": "Délai de réponse passé", "answered": "À décider après réponse",
    "second": "À confirmer par une seconde personne", "waiting": "En attente d’une réponse",
}  # fmt: skip
"""In the order somebody at a desk takes them."""
LEAST, USUAL, MOST = 7, 15, 90
"""Days to answer: the law wants a term long enough and sets none."""
LONGEST = 2_000
LONGEST_ANSWER = 4_000


@dataclass(frozen=True, slots=True)
class Opening:
    """What is meant to be done, why, until when it may be answered; with a ground, the right is suspended at once."""

    measure: Measure
    reason: str
    due_on: date
    ground: Ground | Literal[""] = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """How somebody was heard, and when."""

    how: How
    on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What of the answers tells how they are to be heard."""

    wrote: bool = False
    asks_oral: bool = False
    waived: bool = False


def motives_of(terms: Terms) -> dict[str, str]:
    """The reasons an order gives against a right, by the word a form sends; the last is written by hand."""
    return {
        "article": f"Les conditions prévues par {terms.source} ne sont plus remplies.",
        "use": f"La dérogation a servi hors de ce que permet {terms.source}.",
        "other": "Autre raison, à écrire ci-dessous.",
    }


def read_opening(typed: Mapping[str, str], terms: Terms, today: date) -> tuple[Opening | None, tuple[Problem, ...]]:
    """What a form asks for; every fault of it, and nothing where there is one."""
    problems: list[Problem] = []
    measure = next((each for each in MEASURES if each == typed.get("measure", "suspend")), None)
    if measure is None:
        problems.append(_wrong("measure", "Choisissez ce que vous envisagez."))
    reason = _reason(typed, terms, problems)
    due = _due(typed.get("due", ""), today, problems)
    ground: Ground | Literal[""] = ""
    urgency = _text(typed.get("urgency", ""))
    if typed.get("urgent"):
        ground = next((each for each in GROUNDS if each == typed.get("ground")), "")
        if not ground:
            problems.append(
                _wrong("ground", "Choisissez ce qui dispense d’entendre d’abord.", "La loi n’admet que cela.")
            )
        if not 0 < len(urgency) <= LONGEST:
            problems.append(
                _wrong("urgency", "Dites ce qui presse, en 2\u00a0000 signes au plus.", "La lettre le dira.")
            )
    if problems or measure is None or due is None:
        return None, tuple(problems)
    return Opening(measure, reason, due, ground, urgency if ground else ""), ()


def read_heard(
    typed: Mapping[str, str], opened: date, due: date, today: date, said: Said
) -> tuple[Heard | None, tuple[Problem, ...]]:
    """How a form says that somebody was heard; what neither the answers nor the term bear out is a fault."""
    problems: list[Problem] = []
    how = next((each for each in HOWS if each == typed.get("how")), None)
    note = _text(typed.get("note", ""))
    if len(note) > LONGEST_ANSWER:
        problems.append(_wrong("note", "Ce compte rendu est trop long.", "4\u00a0000 signes au plus."))
    on = _day("on", typed.get("on", "") or today.isoformat(), problems)
    if on is not None and not opened <= on <= today:
        problems.append(_wrong("on", "Ce jour précède l’invitation, ou n’est pas encore venu.", "Corrigez la date."))
    if how is None:
        problems.append(_wrong("how", "Dites comment le titulaire a été entendu."))
    else:
        problems += _unproved(how, note, due, today, said)
    return (None, tuple(problems)) if problems or how is None or on is None else (Heard(how, on, note), ())


def _unproved(how: How, note: str, due: date, today: date, said: Said) -> list[Problem]:
    """What lacks to say that it was heard so."""
    answered = said.wrote or said.asks_oral
    faults = (
        (how == "oral" and not note, "note", "Écrivez ce qui a été dit.", "Ce compte rendu fait foi."),
        (how == "written" and not (said.wrote or note), "note", "Aucune réponse n’est arrivée ici.",
         "Recopiez celle que vous avez reçue autrement."),
        (how == "written" and said.asks_oral and not note, "note", "Le titulaire demande à être entendu de vive voix.",
         "Entendez-le, ou écrivez pourquoi sa demande est abusive (art. L122-1)."),
        (how == "waived" and not (said.waived or note), "note", "Il n’y a pas renoncé ici.",
         "Recopiez ce qu’il vous a écrit."),
        (how == "none" and answered, "how", "Le titulaire a répondu.",
         "Lisez sa réponse, puis dites comment vous l’avez entendu."),
        (how == "none" and not answered and today <= due, "how", "Le délai de réponse court encore.",
         "Attendez sa fin, ou une réponse."),
    )  # fmt: skip
    return [_wrong(*fault) for lacks, *fault in faults if lacks]


def band_of(state: Stage, due: date, today: date, said: Said, *, proposed: bool) -> Band:
    """Where a hearing that goes on stands for who decides it."""
    if proposed:
        return "second"
    if state == "heard" or said.wrote or said.asks_oral or said.waived:
        return "answered"
    return "lapsed" if due < today else "waiting"


def may_follow(announced: Measure) -> Sequence[Measure]:
    """What may be decided once heard: what was announced, or less; never more."""
    return ("revoke", "suspend") if announced == "revoke" else ("suspend",)


def read_reason(text: str) -> tuple[str, tuple[Problem, ...]]:
    """The reason of a decision, as it is written to its holder."""
    said = _text(text)
    wrong = _wrong("reason", "Dites pourquoi, en 2\u00a0000 signes au plus.", "La lettre le dira.")
    return said, () if 0 < len(said) <= LONGEST else (wrong,)


def _reason(typed: Mapping[str, str], terms: Terms, problems: list[Problem]) -> str:
    motives, motive, text = motives_of(terms), typed.get("motive", ""), _text(typed.get("text", ""))
    if motive not in motives:
        problems.append(_wrong("motive", "Choisissez une raison.", "L’arrêté en donne, ou écrivez la vôtre."))
    elif motive == "other" and not text:
        problems.append(_wrong("text", "Écrivez la raison.", "Le titulaire la lira telle quelle."))
    elif len(text) > 1_500:
        problems.append(_wrong("text", "Cette précision est trop longue.", "1\u00a0500 signes au plus."))
    return text if motive == "other" else f"{motives.get(motive, '')} {text}".strip()


def _due(text: str, today: date, problems: list[Problem]) -> date | None:
    due = _day("due", text, problems)
    first, last = today + timedelta(days=LEAST), today + timedelta(days=MOST)
    if due is not None and not first <= due <= last:
        hint = f"De {LEAST} à {MOST}\u00a0jours à partir d’aujourd’hui."
        problems.append(_wrong("due", "Ce délai de réponse est trop court, ou trop long.", hint))
    return due


def _day(name: str, text: str, problems: list[Problem]) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        problems.append(_wrong(name, "Cette date ne se lit pas.", "Écrivez-la comme 2026-11-30."))
        return None


def _text(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").strip()


def _wrong(name: str, message: str, hint: str = "") -> Problem:
    return Problem(f"hearing_{name}", message, hint, pointer=f"/{name}")
