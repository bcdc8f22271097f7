"""What people are told of derogations, in the language of each: a subject and the sentences of one letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

type Topic = Literal[
    "asked", "questioned", "answered", "granted", "refused", "appealed", "suspended", "resumed", "revoked", "replaced",
    "ending", "due", "suspending", "revoking", "hearing", "observed", "spared", "term",
]  # fmt: skip
TOPICS: frozenset[str] = frozenset(get_args(Topic.__value__))
TO_DESK: frozenset[str] = frozenset({"due", "term"})
"""What the people of the territory are told; the rest is for who asked."""
MOST = 40
"""Sentences of one letter."""
_NBSP = "\u00a0"
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_FRENCH: dict[str, str] = {
    "asked": "{what}\u00a0: demande reçue{due}.",
    "questioned": "{what}\u00a0: le territoire a une question. La demande attend votre réponse.",
    "answered": "{what}\u00a0: réponse reçue.",
    "granted": "{what}\u00a0: accordée{until}.",
    "refused": "{what}\u00a0: refusée. Motif\u00a0: {reason} Vous pouvez contester ce refus.",
    "appealed": "{what}\u00a0: contestation reçue{due}.",
    "suspended": "{what}\u00a0: suspendue pour l’instant{because}.",
    "resumed": "{what}\u00a0: elle vaut de nouveau.",
    "revoked": "{what}\u00a0: retirée{because}. Elle ne vaut plus.",
    "replaced": "{what}\u00a0: elle passe à un autre véhicule.",
    "ending": "{what}\u00a0: elle se termine bientôt{until}.",
    "due": "{what}\u00a0: une demande attend votre décision{due}.",
    "suspending": "{what}\u00a0: le territoire envisage de la suspendre{because}. Donnez vos observations{before}.",
    "revoking": "{what}\u00a0: le territoire envisage d’y mettre fin{because}. Donnez vos observations{before}.",
    "hearing": "{what}\u00a0: elle est suspendue d’urgence. Donnez vos observations{before}.",
    "observed": "{what}\u00a0: vos observations sont reçues.",
    "spared": "{what}\u00a0: le territoire renonce à la mesure qu’il envisageait.",
    "term": "{what}\u00a0: le délai pour répondre à la mesure envisagée est passé. Elle attend votre décision.",
}
_ENGLISH: dict[str, str] = {
    "asked": "{what}: request received{due}.",
    "questioned": "{what}: the territory has a question. The request waits for your answer.",
    "answered": "{what}: answer received.",
    "granted": "{what}: granted{until}.",
    "refused": "{what}: refused. Reason: {reason} You may appeal.",
    "appealed": "{what}: appeal received{due}.",
    "suspended": "{what}: suspended for now{because}.",
    "resumed": "{what}: it counts again.",
    "revoked": "{what}: withdrawn{because}. It no longer counts.",
    "replaced": "{what}: it passes to another vehicle.",
    "ending": "{what}: it ends soon{until}.",
    "due": "{what}: a request waits for your decision{due}.",
    "suspending": "{what}: the territory means to suspend it{because}. You may answer{before}.",
    "revoking": "{what}: the territory means to end it{because}. You may answer{before}.",
    "hearing": "{what}: it is suspended, as a matter of urgency. You may answer{before}.",
    "observed": "{what}: your answer was received.",
    "spared": "{what}: the territory gives up the measure it meant to take.",
    "term": "{what}: the time to answer the measure you mean to take is over. It waits for your decision.",
}


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell: what it is of, and what goes with it."""

    topic: str
    kind: str
    plate: str = ""
    reason: str = ""
    day: date | None = None
    """The last day of a right, or the day an answer is due: the territory’s, or that of who is to be heard."""


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
    # With its article, as the rulebook calls it; in French whatever the letter.
    name = one.kind[:1].upper() + one.kind[1:]
    whom = (f" for {one.plate}" if english else f" pour {one.plate}") if one.plate else ""
    told = (_ENGLISH if english else _FRENCH)[one.topic]
    reason = one.reason.strip()
    closed = reason if not reason or reason[-1] in ".!?" else f"{reason}."
    colon = ": " if english else "\u00a0: "
    return told.format(
        what=name + whom, reason=closed, because=f"{colon}{reason.rstrip('.')}" if reason else "",
        until=_when(one.day, ", until {}", ", jusqu’au {}", english=english),
        before=_when(one.day, " by {}", " avant le {} au soir", english=english),
        due=_when(one.day, ", an answer is due by {}", ", réponse attendue au plus tard le {}", english=english),
    )  # fmt: skip


def _when(day: date | None, in_english: str, in_french: str, *, english: bool) -> str:
    if day is None:
        return ""
    if english:
        return in_english.format(f"{day.day} {day:%B %Y}")
    return in_french.format(f"{day.day}{'er' if day.day == 1 else ''} {_MONTHS[day.month - 1]} {day.year}")
