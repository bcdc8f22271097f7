"""What people are told of derogations, in the language of each: a subject and the sentences of one letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

type Topic = Literal[
    "asked", "questioned", "answered", "granted", "refused", "appealed", "suspended", "resumed", "revoked", "replaced",
    "ending", "due",
]  # fmt: skip
TOPICS: frozenset[str] = frozenset(get_args(Topic.__value__))
TO_DESK: frozenset[str] = frozenset({"due"})
"""What the people of the territory are told; the rest is for who asked."""
MOST = 40
"""Sentences of one letter."""
_NBSP = "\u00a0"
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_FRENCH: dict[str, str] = {
    "asked": "La demande {what} est reçue{due}.",
    "questioned": "Le territoire a une question sur la demande {what}. Elle attend votre réponse.",
    "answered": "La réponse sur la demande {what} est reçue.",
    "granted": "La demande {what} est accordée{until}.",
    "refused": "La demande {what} est refusée. Motif\u00a0: {reason} Vous pouvez la contester.",
    "appealed": "La contestation du refus {what} est reçue{due}.",
    "suspended": "La dérogation {what} est suspendue{because}. Elle ne vaut plus pour l’instant.",
    "resumed": "La dérogation {what} vaut de nouveau.",
    "revoked": "La dérogation {what} est retirée{because}. Elle ne vaut plus.",
    "replaced": "La dérogation {what} passe à un autre véhicule.",
    "ending": "La dérogation {what} se termine bientôt{until}.",
    "due": "Une demande {what} attend une décision{due}.",
}
_ENGLISH: dict[str, str] = {
    "asked": "The request {what} was received{due}.",
    "questioned": "The territory has a question about the request {what}. It waits for your answer.",
    "answered": "The answer about the request {what} was received.",
    "granted": "The request {what} is granted{until}.",
    "refused": "The request {what} is refused. Reason: {reason} You may appeal.",
    "appealed": "The appeal against the refusal {what} was received{due}.",
    "suspended": "The derogation {what} is suspended{because}. It does not count for now.",
    "resumed": "The derogation {what} counts again.",
    "revoked": "The derogation {what} is withdrawn{because}. It no longer counts.",
    "replaced": "The derogation {what} passes to another vehicle.",
    "ending": "The derogation {what} ends soon{until}.",
    "due": "A request {what} waits for a decision{due}.",
}


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell: what it is of, and what goes with it."""

    topic: str
    kind: str
    plate: str = ""
    reason: str = ""
    day: date | None = None
    """The last day of a right, or the day an answer is due."""


def subject_of(news: Sequence[News], territory: str, language: str) -> str:
    """What stands in the list of letters."""
    desk = all(one.topic in TO_DESK for one in news)
    if language == "en":
        return f"{territory}: requests to decide" if desk else f"{territory}: your derogations"
    colon = f"{_NBSP}:"
    return f"{territory}{colon} demandes à décider" if desk else f"{territory}{colon} vos dérogations"


def text_of(news: Sequence[News], territory: str, language: str, link: str) -> str:
    """The letter: one sentence for each thing, and where to read more."""
    lines = list(dict.fromkeys(sentence(one, language) for one in news))
    more = len(lines) - MOST
    lines = lines[:MOST]
    if more > 0:
        lines.append(f"And {more} more." if language == "en" else f"Et {more} autres nouvelles.")
    if language == "en":
        return f"Hello,\n\n{territory} tells you:\n\n" + "\n\n".join(lines) + f"\n\nAll of it is here:\n\n{link}\n"
    said = f"Bonjour,\n\n{territory} vous informe{_NBSP}:\n\n" + "\n\n".join(lines)
    return said + f"\n\nTout est ici{_NBSP}:\n\n{link}\n"


def sentence(one: News, language: str) -> str:
    """One thing, in one or two sentences."""
    english = language == "en"
    name = f"“{one.kind}”" if english else f"«\u00a0{one.kind}\u00a0»"
    whom = (f" for {one.plate}" if english else f" pour {one.plate}") if one.plate else ""
    told = (_ENGLISH if english else _FRENCH)[one.topic]
    reason = one.reason.strip()
    closed = reason if not reason or reason[-1] in ".!?" else f"{reason}."
    colon = ": " if english else "\u00a0: "
    return told.format(
        what=name + whom, reason=closed, because=f"{colon}{reason.rstrip('.')}" if reason else "",
        until=_when(one.day, ", until {}", ", jusqu’au {}", english=english),
        due=_when(one.day, ", an answer is due by {}", ", réponse attendue au plus tard le {}", english=english),
    )  # fmt: skip


def _when(day: date | None, in_english: str, in_french: str, *, english: bool) -> str:
    if day is None:
        return ""
    if english:
        return in_english.format(f"{day.day} {day:%B %Y}")
    return in_french.format(f"{day.day}{'er' if day.day == 1 else ''} {_MONTHS[day.month - 1]} {day.year}")
