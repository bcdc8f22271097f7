"""What whoever scans a pass is told: one word each, its sign, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from cirqliz.core.passes.cose import Fault
from cirqliz.core.passes.token import Refusal

type Sign = Literal["allowed", "forbidden", "unknown", "forged"]


class Answer(StrEnum):
    """Every answer there is; no two are told in the same word."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    USED_UP = "used_up"
    OTHER_TERRITORY = "other_territory"
    FORGED = "forged"
    UNKNOWN_KEY = "unknown_key"
    KEY_EARLY = "key_early"
    KEY_OVER = "key_over"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    UNREGISTERED = "unregistered"
    STAMP_MISSING = "stamp_missing"
    STAMP_FORGED = "stamp_forged"
    STAMP_OLD = "stamp_old"
    STAMP_EARLY = "stamp_early"


@dataclass(frozen=True, slots=True)
class Words:
    """A word to be read at arm’s length, its sign (shape, then colour), a sentence, what to do next."""

    word: str
    sign: Sign
    why: str
    then: str
    drawn: str
    """What stands within the shape."""


_COMPARE = "Comparez avec la plaque du véhicule."
_NOTE = "Relevez la plaque du véhicule."
WORDS: Mapping[Answer, Words] = {
    Answer.VALID: Words("Valide", "allowed", "Ce droit est en cours.", _COMPARE, "check"),
    Answer.NOT_YET: Words(
        "Pas encore", "forbidden", "Droit authentique, qui n’a pas commencé.", _COMPARE, "later"
    ),
    Answer.EXPIRED: Words("Expiré", "forbidden", "Droit authentique, dont la durée est passée.", _COMPARE, "calendar"),
    Answer.SUSPENDED: Words(
        "Suspendu", "forbidden", "Le territoire a suspendu ce droit : il ne sert pas.", _COMPARE, "pause"
    ),
    Answer.REVOKED: Words(
        "Retiré", "forbidden", "Le territoire a retiré ce droit, ou un autre véhicule l’a repris.", _COMPARE, "cross"
    ),
    Answer.USED_UP: Words(
        "Jours épuisés", "forbidden", "Tous les jours de ce droit sont utilisés cette année.", _COMPARE, "days"
    ),
    Answer.OTHER_TERRITORY: Words(
        "Autre territoire", "unknown", "Droit authentique, qui vaut ailleurs.", _COMPARE, "elsewhere"
    ),
    Answer.FORGED: Words("Faux", "forged", "Aucune clé du territoire n’a signé ce code.", _NOTE, "alert"),
    Answer.UNKNOWN_KEY: Words(
        "Clé inconnue", "unknown", "Ce code n’est pas signé par un territoire connu ici.", _NOTE, "question"
    ),
    Answer.KEY_EARLY: Words(
        "Clé trop récente", "unknown", "La clé qui signe ce code ne sert pas encore.", "Vérifiez la date et l’heure.",
        "later",
    ),
    Answer.KEY_OVER: Words(
        "Clé périmée", "forbidden", "La clé qui signe ce code ne sert plus.", "Demandez un laissez-passer récent.",
        "calendar",
    ),
    Answer.TRUNCATED: Words(
        "Code incomplet", "unknown", "Il manque la fin de ce code.", "Lisez-le à nouveau, en entier.", "question"
    ),
    Answer.MALFORMED: Words(
        "Illisible", "unknown", "Ce code n’est pas un laissez-passer.", "Lisez-le à nouveau.", "question"
    ),
    Answer.UNREGISTERED: Words(
        "Sans trace", "unknown", "Signature bonne, mais ce laissez-passer n’est plus enregistré.", _NOTE, "question"
    ),
    Answer.STAMP_OLD: Words(
        "Copie d’écran", "forbidden", "Code périmé : il a plus de 90 secondes.",
        "Demandez le code en direct, sur le téléphone.", "clock",
    ),
    Answer.STAMP_MISSING: Words(
        "Code figé", "forbidden", "Ce droit se montre par un code qui change. Celui-ci ne change pas.",
        "Demandez le code en direct, sur le téléphone.", "cut",
    ),
    Answer.STAMP_EARLY: Words(
        "Horloge en avance", "unknown", "Le téléphone qui montre ce code n’est pas à l’heure.",
        "Demandez-lui d’ouvrir son code avec le réseau.", "later",
    ),
    Answer.STAMP_FORGED: Words(
        "Autre téléphone", "forged", "Ce code ne vient pas du téléphone à qui ce droit est remis.", _NOTE, "alert"
    ),
}  # fmt: skip


def answer_to(refused: Fault | Refusal) -> Answer:
    """The answer to a code that is refused by itself."""
    return Answer(refused.value)
