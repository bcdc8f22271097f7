"""What a territory signs its letters with, read from a form with every fault at once; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypedDict

from rules.model import Problem

type Silence = Literal["", "reject", "accept"]
"""What two months without answer mean, as the territory had it checked."""
TEXTS = "2026-12-01"
"""When the wording of letters last changed: what was checked before must be checked again."""
LIMITS: Mapping[str, tuple[str, int]] = {
    "signer": ("Prénom et nom", 160), "role": ("Qualité", 160), "delegation": ("Délégation de signature", 300),
    "court": ("Tribunal administratif compétent", 120), "service": ("Service chargé des demandes", 160),
    "phone": ("Téléphone", 40), "email": ("Adresse électronique", 254),
    "privacy": ("Délégué à la protection des données", 254), "checked_by": ("Vérifié par", 160),
}  # fmt: skip
"""What is typed on one line: its label, and how long it may be."""
LABELS = {name: label for name, (label, _) in LIMITS.items()} | {
    "address": "Adresse postale", "silence": "Deux mois sans réponse", "checked_on": "Vérifié le",
}  # fmt: skip
LINES, LONGEST_LINE = 6, 80
_SILENCES: tuple[Silence, ...] = ("", "reject", "accept")
_NEEDED = ("signer", "role", "court", "address", "silence", "checked_by", "checked_on")
"""Without these no letter is right: CRPA L212-1 and R112-5, CJA R421-5."""
_WITH = ("de ", "du ", "des ", "d’", "d'")


@dataclass(frozen=True, slots=True)
class Sender:
    """The territory as a letter says it: its face, who signs, and by which delegation."""

    name: str
    timezone: str
    lines: tuple[str, ...] = ()
    contact: str = ""
    signer: str = ""
    role: str = ""
    delegation: str = ""
    court: str = ""
    """« de Grenoble »."""
    checked: bool = False
    """Whether the territory has had the wording of today checked."""
    service: str = ""
    phone: str = ""
    silence: Silence = ""
    privacy: str = ""
    """Who answers about personal data."""
    logo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Signing:
    """What a territory set; what is empty is not said. `number` counts the changes, `texts` is what was checked."""

    number: int = 0
    signer: str = ""
    role: str = ""
    delegation: str = ""
    court: str = ""
    service: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    privacy: str = ""
    silence: Silence = ""
    checked_by: str = ""
    checked_on: date | None = None
    texts: str = ""

    @property
    def is_checked(self) -> bool:
        """Whether the wording of today was checked."""
        return self.texts == TEXTS


def read_signing(number: int, typed: Mapping[str, str], today: date) -> tuple[Signing, tuple[Problem, ...]]:
    """What a form says, and all that is wrong with it; `checked` is the wording it says was checked."""
    problems: list[Problem] = []
    told = {name: " ".join(typed.get(name, "").split()) for name in LIMITS}
    for name, (_, longest) in LIMITS.items():
        if len(told[name]) > longest or not told[name].isprintable():
            problems.append(_wrong(name, f"{longest} signes au plus, sur une ligne."))
    lines = [" ".join(line.split()) for line in typed.get("address", "").splitlines() if line.strip()]
    if len(lines) > LINES or any(len(line) > LONGEST_LINE or not line.isprintable() for line in lines):
        problems.append(_wrong("address", f"{LINES} lignes au plus, de {LONGEST_LINE} signes chacune."))
    for name in ("email", "privacy"):
        if told[name] and (told[name].count("@") != 1 or " " in told[name]):
            hint = "Écrivez-la en entier : « voirie@exemple.fr »."
            problems.append(_wrong(name, "Cette adresse électronique n’est pas complète.", hint))
    if told["court"] and not told["court"].lower().startswith(_WITH):
        hint = f"Écrivez « de {told['court']} » : la lettre dira « le tribunal administratif de… »."
        problems.append(_wrong("court", "Il manque le mot qui précède la ville.", hint))
    silence = next((each for each in _SILENCES if each == typed.get("silence", "")), None)
    if silence is None:
        problems.append(_wrong("silence", "Choisissez l’une des réponses proposées."))
    checked = _check(typed, told | {"address": "\n".join(lines), "silence": silence or ""}, today, problems)
    told.pop("checked_by")
    return Signing(number, **told, address="\n".join(lines), silence=silence or "", **checked), tuple(problems)


class _Check(TypedDict):
    """Who checked the wording, when, and which."""

    checked_by: str
    checked_on: date | None
    texts: str


def _check(typed: Mapping[str, str], told: Mapping[str, str], today: date, problems: list[Problem]) -> _Check:
    """Nobody where the box is not ticked; ticked, it asks for all that a letter needs, and a day that has come."""
    ticked, said = typed.get("checked", ""), typed.get("checked_on", "").strip()
    on = _day(said, today, problems)
    if not ticked:
        return _Check(checked_by="", checked_on=None, texts="")
    if ticked != TEXTS:
        changed = "Les textes des lettres ont changé depuis cette page."
        problems.append(_wrong("checked", changed, "Relisez-les ci-dessous, puis cochez de nouveau."))
    for name in _NEEDED:
        if not ({**told, "checked_on": said})[name]:
            lacks = "À remplir avant de dire les textes vérifiés."
            problems.append(_wrong(name, lacks, "Sans cela, la lettre serait incomplète."))
    return _Check(checked_by=told["checked_by"], checked_on=on, texts=TEXTS)


def _day(text: str, today: date, problems: list[Problem]) -> date | None:
    """The day of a check; one that does not read, or has not come, is a problem."""
    if not text.strip():
        return None
    try:
        on = date.fromisoformat(text.strip())
    except ValueError:
        problems.append(_wrong("checked_on", "Cette date ne se lit pas.", "Écrivez-la comme 2026-11-30."))
        return None
    if not date(2020, 1, 1) <= on <= today:
        problems.append(_wrong("checked_on", "Ce jour n’est pas encore venu, ou est trop ancien.", "Vérifiez la date."))
    return on


def _wrong(name: str, message: str, hint: str = "") -> Problem:
    return Problem(f"letters_{name}", message, hint, pointer=f"/{name}")
