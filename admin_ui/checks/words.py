"""Every answer of the scanner: a word, a shape, a colour, a sound, a vibration of its own; what to do then."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from cirqliz.core.checks import CheckAnswer
from cirqliz.core.passes.number import Slip

type Sign = Literal["allowed", "forbidden", "unknown", "forged"]


@dataclass(frozen=True, slots=True)
class Handed:
    """An answer as it is told; `drawn` stands within the shape, `tones` are hertz, `buzz` milliseconds."""

    word: str
    sign: Sign
    why: str
    then: str
    drawn: str
    tones: tuple[int, ...]
    buzz: tuple[int, ...]

    @staticmethod
    def all() -> dict[str, dict[str, object]]:
        """For the scripts of the page."""
        return {answer.value: asdict(handed) for answer, handed in WORDS.items()}


_COMPARE = "Comparez avec la plaque"
_NOTE = "Relevez la plaque du véhicule"
_LIVE = "Demandez le code en direct, sur le téléphone"
_AGAIN = "Lisez-le à nouveau"
_UP, _DOWN, _FLAT, _ALARM = (660, 990), (330, 220), (440, 440), (200, 400, 200, 400)
_SHORT, _LONG, _TWICE, _THRICE = (80,), (400,), (150, 100, 150), (100, 80, 100, 80, 100)
WORDS: Mapping[CheckAnswer, Handed] = {
    CheckAnswer.VALID: Handed("Valide", "allowed", "Ce droit est en cours.", _COMPARE, "check", _UP, _SHORT),
    CheckAnswer.NOT_YET: Handed(
        "Pas encore", "forbidden", "Droit authentique, qui n’a pas commencé.", _COMPARE, "later", (330, 262), (300,)
    ),
    CheckAnswer.EXPIRED: Handed(
        "Expiré", "forbidden", "Droit authentique, dont la durée est passée.", _COMPARE, "calendar", (220,), _LONG
    ),
    CheckAnswer.SUSPENDED: Handed(
        "Suspendu", "forbidden", "Le territoire a suspendu ce droit : il ne sert pas.", _COMPARE, "pause", (262, 262),
        (300, 100, 150),
    ),
    CheckAnswer.REVOKED: Handed(
        "Retiré", "forbidden", "Le territoire a retiré ce droit, ou un autre véhicule l’a repris.", _COMPARE, "cross",
        (330, 262, 196), (300, 100, 300),
    ),
    CheckAnswer.OTHER_TERRITORY: Handed(
        "Autre territoire", "unknown", "Droit authentique, qui vaut ailleurs.", _COMPARE, "elsewhere", (392, 523),
        (150, 100, 300),
    ),
    CheckAnswer.WRONG_ZONE: Handed(
        "Autre zone", "forbidden", "Droit authentique, pour une autre zone.", _COMPARE, "zone", (294, 294, 220),
        (400, 100, 80),
    ),
    CheckAnswer.WRONG_HOUR: Handed(
        "Hors horaire", "forbidden", "Droit authentique, à une autre heure.", _COMPARE, "clock", (294, 220),
        (80, 100, 400),
    ),
    CheckAnswer.CLOSED: Handed(
        "Interdit ici", "forbidden", "Droit authentique. Une autre règle ferme ce lieu.", _COMPARE, "bar", _DOWN,
        (500,),
    ),
    CheckAnswer.TO_CHECK: Handed(
        "À vérifier", "unknown", "Droit authentique. La règle dépend d’autre chose.", _COMPARE, "question", _FLAT,
        _TWICE,
    ),
    CheckAnswer.STALE: Handed(
        "Données périmées", "unknown", "Ce qui permet de vérifier est trop ancien.", _COMPARE, "old", (440, 370),
        (150, 100, 150, 100, 150),
    ),
    CheckAnswer.FORGED: Handed(
        "Faux", "forged", "Aucune clé du territoire n’a signé ce code.", _NOTE, "alert", _ALARM, (500, 100, 500)
    ),
    CheckAnswer.UNKNOWN_KEY: Handed(
        "Clé inconnue", "unknown", "Ce code n’est pas signé par un territoire connu ici.", _NOTE, "key", (494, 370),
        _THRICE,
    ),
    CheckAnswer.KEY_EARLY: Handed(
        "Clé trop récente", "unknown", "La clé qui signe ce code ne sert pas encore.", "Vérifiez la date et l’heure",
        "key", (370, 494), (80, 80, 80),
    ),
    CheckAnswer.KEY_OVER: Handed(
        "Clé périmée", "forbidden", "La clé qui signe ce code ne sert plus.", _NOTE, "key", (247, 220, 196),
        (300, 80, 80),
    ),
    CheckAnswer.TRUNCATED: Handed(
        "Code incomplet", "unknown", "Il manque la fin de ce code.", _AGAIN, "cut", (523,), (60, 60, 60)
    ),
    CheckAnswer.MALFORMED: Handed(
        "Illisible", "unknown", "Ce code n’est pas un laissez-passer.", _AGAIN, "question", (523, 523),
        (60, 60, 60, 60, 60),
    ),
    CheckAnswer.STAMP_OLD: Handed(
        "Copie d’écran", "forbidden", "Code périmé : il a plus de 90 secondes.", _LIVE, "clock", (220, 330),
        (500, 80, 80),
    ),
    CheckAnswer.STAMP_MISSING: Handed(
        "Code figé", "forbidden", "Ce droit se montre par un code qui change. Celui-ci ne change pas.", _LIVE, "cut",
        (220, 262), (400, 80, 400),
    ),
    CheckAnswer.STAMP_EARLY: Handed(
        "Horloge en avance", "unknown", "Le téléphone qui montre ce code n’est pas à l’heure.",
        "Demandez-lui d’ouvrir son code avec le réseau", "later", (370, 440), (80, 80, 300),
    ),
    CheckAnswer.STAMP_FORGED: Handed(
        "Autre téléphone", "forged", "Ce code ne vient pas du téléphone à qui ce droit est remis.", _NOTE, "alert",
        (200, 300, 200, 300), (400, 80, 400, 80),
    ),
    CheckAnswer.NO_RIGHT: Handed(
        "Aucun droit", "forbidden", "Cette plaque n’a aucune dérogation ici aujourd’hui.", _COMPARE, "none",
        (262, 196), (350,),
    ),
    CheckAnswer.UNKNOWN_NUMBER: Handed(
        "Numéro inconnu", "unknown", "Aucun laissez-passer d’ici ne porte ce numéro.", _NOTE, "number", (392, 330, 392),
        (80, 300, 80),
    ),
    CheckAnswer.NOT_LOOKED_UP: Handed(
        "Sans réseau", "unknown", "Les droits d’une plaque ne se cherchent qu’avec le réseau.",
        "Demandez le laissez-passer", "offline", (440,), (120,),
    ),
}  # fmt: skip
SLIPS: Mapping[Slip, str] = {
    Slip.EMPTY: "Le numéro manque.",
    Slip.SIGNS: "Un numéro de laissez-passer n’a que des lettres et des chiffres.",
    Slip.LENGTH: "Un numéro de laissez-passer a huit signes, comme 7K2M-9QXA.",
    Slip.CHECK: "Ce numéro ne tombe pas juste\u00a0: un signe est faux. Comparez-le à la feuille, signe par signe.",
}
"""What is wrong with a number as it was typed."""
HANDS: Mapping[str, str] = {
    "position_denied": "La position est refusée\u00a0: choisissez la zone où vous êtes.",
    "position_away": "La position ne vient pas\u00a0: choisissez la zone où vous êtes.",
    "camera_denied": "La caméra est refusée à ce site. Autorisez-la dans les réglages du navigateur\u00a0:"
    " elle reviendra d’elle-même. En attendant, saisissez la plaque.",
    "camera_none": "Aucune caméra sur cet appareil. Branchez-en une, ou saisissez la plaque.",
    "camera_busy": "Une autre application tient la caméra. Fermez-la\u00a0: la caméra reviendra d’elle-même."
    " En attendant, saisissez la plaque.",
    "camera_insecure": "Cette adresse n’est pas en https\u00a0: le navigateur n’y ouvre pas la caméra. Ouvrez la page"
    " en https, ou saisissez la plaque.",
    "camera_away": "La caméra ne répond pas. Saisissez la plaque\u00a0; la caméra est essayée à nouveau sans cesse.",
    "full": "La mémoire de ce téléphone est pleine\u00a0: ce contrôle n’est pas gardé. Libérez de la place.",
    "listed": "Dit par la liste que ce téléphone a chargée. En réseau, le numéro se cherche.",
    "seen_today": "Dit par sa lecture de tout à l’heure, sans réseau\u00a0: comparez la plaque avec la feuille.",
    "number_offline": "Un numéro qui n’a pas été lu ici aujourd’hui ne se cherche qu’avec le réseau.",
    "slow": "Trop de plaques en une minute\u00a0: attendez un instant.",
    "unkept": "Ce téléphone ne garde rien (navigation privée\u202f?)\u00a0: ce contrôle ne sera pas envoyé.",
    "doubled": "Ce laissez-passer vient d’être vu ailleurs\u00a0: il en existe une copie. Vérifiez la carte grise.",
    "replayed": "Un autre contrôle a déjà lu ce code exact\u00a0: une copie d’écran circule peut-être.",
    "keys_lost": "Les clés manquent sur ce téléphone\u00a0: revenez en réseau pour les charger.",
    "clock": "L’horloge de ce téléphone a {minutes} d’écart\u00a0: l’heure du serveur est suivie.",
    "clock_unknown": "L’horloge de ce téléphone recule\u00a0: remettez-la à l’heure, ou revenez en réseau.",
}
