"""Letters of a territory to a carrier: what each says, from a record; pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from cirqliz.core import laws
from cirqliz.core.hearings import Ground, How
from cirqliz.core.laws import CODE
from cirqliz.core.senders import Sender
from rules.texts.typography import typeset

type Kind = Literal["acknowledgement", "question", "grant", "refusal", "suspension", "revocation", "reminder"]
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_TITLES: dict[Kind, str] = {
    "acknowledgement": "Accusé de réception de votre demande", "question": "Votre demande est incomplète",
    "grant": "Dérogation accordée", "refusal": "Demande de dérogation refusée",
    "suspension": "Suspension de votre dérogation", "revocation": "Fin de votre dérogation",
    "reminder": "Rappel",
}  # fmt: skip
_TIED = re.compile(r"(?<=[Aa]rt\.) |(?<=[0-9]) (?=(?:t|kg|m|cm|km|h|min|jours?|%|€)(?!\w))")
FAITH = "Seuls les arrêtés et la signalisation font foi."
TO_CHECK = "Modèle à faire vérifier par le service juridique du territoire avant le premier envoi."
"""Said on each letter until the territory has checked what it says of appeals and of delegation."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, and the article that says so: « Art. 3 de l’arrêté A-2026-118 »."""

    text: str
    article: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter; `ends_on` is exclusive, `due_on` the last day to answer or to be answered."""

    kind: Kind
    sender: Sender
    to: tuple[str, ...]
    reference: str
    at: datetime
    derogation: str
    """With its article: « la dérogation artisan »."""
    order: str
    article: str
    holders: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    quota_days: int | None = None
    conditions: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    words: str = ""
    asked_on: date | None = None
    due_on: date | None = None
    heard_on: date | None = None
    """When its holder was heard, before a suspension or a revocation; None: the letter asks for it."""
    heard_how: How = "written"
    ground: Ground | Literal[""] = ""
    """Why it is suspended before its holder is heard; `urgency` says what makes it so."""
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Composed:
    """What a letter says, in order; every text already set with its no-break spaces."""

    title: str
    date: str
    facts: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]
    after: tuple[str, ...]
    appeal: tuple[str, ...]
    privacy: tuple[str, ...]


def compose(letter: Letter) -> Composed:
    """The letter in words."""
    before, points, after = _BODIES[letter.kind](letter)
    asks = _takes_away(letter) and letter.heard_on is None and not letter.ground
    decides = letter.kind in ("grant", "refusal") or (_takes_away(letter) and not asks)
    implied = letter.kind == "acknowledgement" and letter.sender.silence == "reject" and letter.asked_on is not None
    title = f"{_TITLES[letter.kind]} : vos observations" if asks else _TITLES[letter.kind]
    here = letter.at.astimezone(ZoneInfo(letter.sender.timezone)).date()
    return Composed(
        _set(title), day(here), tuple((_set(name), _set(value)) for name, value in _facts(letter)),
        tuple(map(_set, before)), tuple(map(_set, points)), tuple(map(_set, after)),
        tuple(map(_set, laws.appeal(letter.sender, implied=implied))) if decides or implied else (),
        tuple(map(_set, laws.privacy(letter.sender))),
    )  # fmt: skip


def day(each: date) -> str:
    """« 1er décembre 2026 », which no line breaks."""
    return f"{each.day}{'er' if each.day == 1 else ''}\u00a0{_MONTHS[each.month - 1]}\u00a0{each.year}"


def _set(text: str) -> str:
    """French spacing; an article stays with its number."""
    return _TIED.sub("\u00a0", typeset(text))


def _takes_away(letter: Letter) -> bool:
    return letter.kind in ("suspension", "revocation")


def _facts(letter: Letter) -> list[tuple[str, str]]:
    """What it is about, in rows."""
    facts = [("Dérogation", letter.derogation), ("Fondement", _law(letter))]
    if letter.holders:
        facts.append(("Véhicule" if len(letter.holders) == 1 else "Véhicules", ", ".join(letter.holders)))
    if letter.zones:
        facts.append(("Zone" if len(letter.zones) == 1 else "Zones", ", ".join(letter.zones)))
    if letter.starts_on and letter.ends_on:
        last = letter.ends_on - timedelta(days=1)
        facts.append(("Période", f"du {day(letter.starts_on)} au {day(last)} inclus"))
    if letter.quota_days is not None and letter.kind == "grant":
        facts.append(("Jours", f"{letter.quota_days} jours par an"))
    return facts


def _law(letter: Letter) -> str:
    return f"art. {letter.article} de l’arrêté {letter.order}"


def _mine(letter: Letter) -> str:
    on = f" du {day(letter.asked_on)}" if letter.asked_on else ""
    return f"votre demande{on}"


type _Body = tuple[list[str], list[str], list[str]]


def _acknowledgement(letter: Letter) -> _Body:
    before = [f"Nous avons bien reçu {_mine(letter)}. Elle porte la référence {letter.reference}."]
    if letter.due_on:
        before.append(f"Nous vous répondrons au plus tard le {day(letter.due_on)}.")
    if letter.asked_on:
        before += laws.silence(letter.sender, letter.asked_on, day(laws.two_months_after(letter.asked_on)))
    if served := laws.served_by(letter.sender):
        before.append(f"Service chargé de votre dossier : {served} ({CODE}, art. R112-5).")
    return before, [], ["S’il manque une pièce, nous vous la demanderons : votre demande garde sa place."]


def _question(letter: Letter) -> _Body:
    before = [f"Pour répondre à {_mine(letter)}, il nous manque :"] if letter.missing else []
    before = [letter.words, *before] if letter.words else before
    until = f" avant le {day(letter.due_on)}" if letter.due_on else ""
    again = f"Répondez-nous{until} depuis votre espace, ou par retour de ce courrier."
    return before, list(letter.missing), [again, laws.waiting(letter.sender)]


def _grant(letter: Letter) -> _Body:
    why = (
        " ; ".join(each[:1].lower() + each[1:] for each in _reasons(letter))
        or f"vous remplissez les conditions de l’{_law(letter)}"
    )
    before = [
        f"En réponse à {_mine(letter)}, nous vous accordons {letter.derogation}, par application de l’{_law(letter)}.",
        f"{laws.EXCEPTION} {why}.",
    ]
    if letter.conditions:
        before.append("Elle vaut à ces conditions :")
    return before, list(letter.conditions), [
        "Elle peut être suspendue ou prendre fin si ces conditions ne sont plus réunies. " + FAITH
        if letter.conditions else FAITH
    ]  # fmt: skip


def _refusal(letter: Letter) -> _Body:
    before = [f"Nous ne pouvons pas donner une suite favorable à {_mine(letter)}.", laws.MOTIVES]
    return before, _reasons(letter), [letter.words] if letter.words else []


def _taken_away(letter: Letter) -> _Body:
    act = "suspendre" if letter.kind == "suspension" else "mettre fin à"
    until = f" jusqu’au {day(letter.due_on)}" if letter.due_on else ""
    answer = f"Vous pouvez présenter vos observations écrites{until} et, si vous le demandez, orales."
    if letter.heard_on is not None:
        heard = laws.heard(letter.heard_how, day(letter.heard_on))
        before = [heard, f"Nous décidons de {act} {letter.derogation}.", laws.MOTIVES]
        ends = [laws.ENDED] if letter.kind == "revocation" else []
        return before, _reasons(letter), [*ends, "Elle cesse de valoir dès que vous recevez cette lettre. " + FAITH]
    if letter.ground:
        at_once = f"Nous suspendons {letter.derogation} avant de vous entendre : {laws.DISPENSED[letter.ground]}."
        after = [
            f"{answer} {laws.ASSISTED}",
            "Nous déciderons ensuite de la suite à donner, ou de la rétablir. " + FAITH,
        ]
        return [f"{at_once} {letter.urgency}", laws.MOTIVES], _reasons(letter), after
    after = [answer, laws.ASSISTED, "D’ici là, rien ne change pour votre dérogation."]
    return [f"Nous envisageons de {act} {letter.derogation}, pour ces raisons :"], _reasons(letter), after


def _reminder(letter: Letter) -> _Body:
    if letter.missing or letter.words:
        before = [f"Nous n’avons pas encore reçu votre réponse au sujet de {_mine(letter)}."]
        until = f"Répondez avant le {day(letter.due_on)}." if letter.due_on else "Répondez-nous dès que possible."
        return [*before, letter.words] if letter.words else before, list(letter.missing), [until]
    if letter.ends_on is None:
        return [f"Votre droit, {letter.derogation}, est toujours en cours."], [], [FAITH]
    last = letter.ends_on - timedelta(days=1)
    return (
        [f"Votre droit, {letter.derogation}, prend fin le {day(last)} au soir."],
        [],
        ["Pour le garder, demandez-le de nouveau depuis votre espace : vos pièces y sont déjà."],
    )


def _reasons(letter: Letter) -> list[str]:
    return [f"{each.text} ({each.article})" for each in letter.reasons]


_BODIES = {
    "acknowledgement": _acknowledgement, "question": _question, "grant": _grant, "refusal": _refusal,
    "suspension": _taken_away, "revocation": _taken_away, "reminder": _reminder,
}  # fmt: skip
