"""The cells of a file of bays, one function a field: what was meant, or what is wrong."""

from collections.abc import Mapping

from numeriz.core.bay import EQUIPMENT, WORDS
from numeriz.core.importing.columns import as_number
from rules.model import Problem
from rules.written.folding import fold

YES = frozenset(("oui", "o", "vrai", "true", "1", "yes", "x"))
NO = frozenset(("non", "n", "faux", "false", "0", "no"))
NOTHING = frozenset(("", "na", "nan", "n a", "inconnu", "null", "none", "non renseigne", "nr"))
NOT_BAYS = ("fonds", "transport de fond", "payant", "electrique", "velo", "moto", "taxi", "handi", "gig", "pmr")
_MORE: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "livraison": "", "livraison permanente": "permanent", "livraison periodique": "periodic",
        "periodique": "periodic", "permanente": "permanent", "aire de livraison": "", "loading": "",
    },
    "arrangement": {
        "longitudinal": "parallel", "lineaire": "parallel", "parallel": "parallel", "perpendicular": "perpendicular",
        "angled": "angled", "en epi": "angled", "creneau": "parallel",
    },
    "sign": {"n a": "", "bon": "good", "mauvais": "worn"},
    "stay_control": {"disque": "disc", "horodateur": "disc"},
}  # fmt: skip


def read_word(field: str, text: str) -> str | Problem | None:
    """One of the closed words of a field; None where nothing is said."""
    said = fold(text)
    if said in NOTHING:
        return None
    known = {fold(theirs): ours for ours, theirs in WORDS[field].items()} | dict(_MORE.get(field, {}))
    if said in known:
        return known[said] or None
    choices = " ; ".join(WORDS[field].values())
    return Problem(f"bay-{field}", f"« {text[:40]} » n’est pas un choix.", f"Se lisent : {choices}.")


def is_other(text: str) -> bool:
    """Whether a type says that the line is something else than a delivery bay."""
    said = fold(text)
    return any(said.startswith(word) for word in NOT_BAYS)


def read_flag(text: str) -> bool | Problem | None:
    """Yes, no, or nothing."""
    said = fold(text)
    if said in YES:
        return True
    if said in NO:
        return False
    if said in NOTHING:
        return None
    return Problem("bay-flag", f"« {text[:30]} » n’est ni oui ni non.", "Écrivez « oui », « non », ou rien.")


def read_amount(text: str, name: str) -> float | Problem | None:
    """A number; nothing for an empty cell or for zero, which these files write where nothing was measured."""
    if fold(text) in NOTHING:
        return None
    found = as_number(text)
    if found is None or found < 0:
        return Problem("bay-number", f"{name} : « {text[:20]} » n’est pas un nombre.", "Écrivez un nombre seul.")
    return found or None


def read_measure(text: str, name: str, unit: str) -> int | Problem | None:
    """Centimetres, from a column in metres or in centimetres."""
    found = read_amount(text, name)
    if found is None or isinstance(found, Problem):
        return found
    return round(found * 100 if unit == "m" else found)


def read_equipment(text: str) -> tuple[str, ...] | Problem:
    """What stands there, from a list with commas."""
    if fold(text) in NOTHING:
        return ()
    known = {fold(theirs): ours for ours, theirs in EQUIPMENT.items()}
    found = []
    for part in filter(None, map(str.strip, text.replace(";", ",").split(","))):
        if fold(part) not in known:
            said = f"Équipement inconnu : « {part[:30]} »."
            return Problem("bay-equipment", said, f"Se lisent : {', '.join(EQUIPMENT.values())}.")
        found.append(known[fold(part)])
    return tuple(dict.fromkeys(found))
