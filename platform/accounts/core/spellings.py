"""The words of the closed facts, as cards, software and people spell them."""

import difflib
from collections.abc import Mapping

from accounts.core.critair import NO_NORM
from rules.model import Problem
from rules.texts.bodies import CHOICES
from rules.vocabulary import BODIES, CATEGORIES, CRITAIR, ENERGIES
from rules.written.bodies import DOUBTS, SPELLED
from rules.written.folding import fold

PLUG_IN = ("yes", "no")

_ENERGIES: Mapping[str, str] = {
    # Codes of rubric P.3 (arrêté du 9 février 2009, annexe), then words. Bi-fuels have no word of ours: they are told.
    "go": "diesel", "es": "petrol", "el": "electric", "h2": "hydrogen", "gn": "cng", "gp": "lpg", "fe": "e85",
    "b1": "b100", "eh": "hybrid_petrol", "ee": "hybrid_petrol", "gh": "hybrid_diesel", "gl": "hybrid_diesel",
    "gazole": "diesel", "gasoil": "diesel", "gas oil": "diesel", "gazoil": "diesel", "diesel b7": "diesel",
    "essence": "petrol", "gasoline": "petrol", "sp95": "petrol", "sp98": "petrol", "sp95 e10": "petrol",
    "electrique": "electric", "electricite": "electric", "100 electrique": "electric", "elec": "electric",
    "batterie": "electric", "ev": "electric", "bev": "electric", "ve": "electric",
    "hydrogene": "hydrogen", "pile a combustible": "hydrogen",
    "gnv": "cng", "gnc": "cng", "bio gnv": "cng", "biognv": "cng", "gaz naturel": "cng", "gaz gnc": "cng",
    "gaz naturel comprime": "cng", "biognc": "cng",
    "gnl": "lng", "gaz gnl": "lng", "gaz naturel liquefie": "lng", "biognl": "lng", "gpl": "lpg",
    "superethanol": "e85", "superethanol e85": "e85", "ethanol e85": "e85",
    "biodiesel": "b100", "biodiesel b100": "b100",
    "hybride essence": "hybrid_petrol", "hybride rechargeable essence": "hybrid_petrol",
    "essence electricite": "hybrid_petrol", "hybride essence rechargeable": "hybrid_petrol",
    "hybride gazole": "hybrid_diesel", "hybride diesel": "hybrid_diesel", "gazole electricite": "hybrid_diesel",
    "hybride diesel rechargeable": "hybrid_diesel", "hybride gazole rechargeable": "hybrid_diesel",
    "hybride rechargeable diesel": "hybrid_diesel", "hybride rechargeable gazole": "hybrid_diesel",
}  # fmt: skip
_CRITAIR: Mapping[str, str] = {
    "e": "EL", "el": "EL", "0": "EL", "electrique": "EL", "zero emission": "EL", "verte": "EL", "vert": "EL",
    "nc": "NC", "non classe": "NC", "non classee": "NC", "hors classe": "NC", "inclassable": "NC",
    "non eligible": "NC", "unclassified": "NC",
}  # fmt: skip
_CATEGORIES: Mapping[str, str] = {
    "vul": "N1", "ctte": "N1", "camionnette": "N1", "utilitaire leger": "N1", "vp": "M1", "voiture": "M1",
    "voiture particuliere": "M1", "cyclomoteur": "L1", "moto": "L3", "motocyclette": "L3",
}  # fmt: skip
_BODIES: Mapping[str, str] = {**SPELLED, **{fold(said): body for body, said in CHOICES.items()}}
_DOUBTS: Mapping[str, Mapping[str, str]] = {
    "energy": {
        "hybride": "Dites « hybride essence » ou « hybride gazole ».",
        "hybride rechargeable": "Dites « hybride rechargeable essence » ou « hybride rechargeable gazole ».",
        "gaz": "Dites « GNC », « GNL » ou « GPL ».",
    },
    "category": {
        "pl": "Dites N2 (3,5 à 12 t) ou N3 (plus de 12 t).",
        "poids lourd": "Dites N2 (3,5 à 12 t) ou N3 (plus de 12 t).",
        "camion": "Dites N2 (3,5 à 12 t) ou N3 (plus de 12 t).",
        "vl": "Dites M1 (voiture) ou N1 (utilitaire jusqu’à 3,5 t).",
        "utilitaire": "Dites N1 (jusqu’à 3,5 t), N2 ou N3.",
    },
    "body": DOUBTS,
}
_KNOWN: Mapping[str, tuple[str, Mapping[str, str], tuple[str, ...], str]] = {
    "energy": ("une énergie connue", _ENERGIES, ENERGIES, "Écrivez gazole, essence, électrique, GNC, GNL, GPL, E85…"),
    "critair": ("une vignette Crit’Air", _CRITAIR, CRITAIR, "Écrivez E, 1, 2, 3, 4, 5 ou NC (non classé)."),
    "body": (
        "une carrosserie connue",
        _BODIES,
        BODIES,
        "Écrivez FOURGON, BENNE, DEPANNAG… (carte grise, J.3), ou autre.",
    ),
    "category": ("une catégorie connue", _CATEGORIES, CATEGORIES, "Écrivez N1, N2, N3, M1… (carte grise, J)."),
}
_NO_NORM = frozenset(
    ("none", "aucune", "non indiquee", "non renseignee", "absente", "sans", "sans norme", "pas de norme")
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_YES = frozenset(("oui", "o", "yes", "y", "true", "vrai", "1", "rechargeable", "x"))
_NO = frozenset(("non", "n", "no", "false", "faux", "0", "non rechargeable"))
_PLUGGED = {"ee": "yes", "gl": "yes", "eh": "no", "gh": "no"}


def read_word(name: str, text: str) -> str | Problem:
    """The word of ours for an energy, a Crit’Air class, a body or a category."""
    what, spelled, words, hint = _KNOWN[name]
    said = _bare(name, fold(text))
    exact = {fold(word): word for word in words}
    if said in exact or said in spelled:
        return exact.get(said) or spelled[said]
    if said in _DOUBTS.get(name, {}):
        return _problem(name, f"« {text.strip()[:30]} » se lit de deux façons.", _DOUBTS[name][said])
    close = difflib.get_close_matches(said, [*exact, *spelled], 1, 0.75) if 3 < len(said) < 40 else []
    better = f"Vouliez-vous dire « {close[0]} » ?" if close else hint
    return _problem(name, f"« {text.strip()[:30]} » n’est pas {what}.", better)


def read_norm(text: str) -> str | Problem:
    """A Euro norm in arabic figures, or that the certificate gives none."""
    said = fold(text).removeprefix("norme").strip()
    if said in _NO_NORM:
        return NO_NORM
    figure = said.removeprefix("euro").strip()
    found = _ROMAN.get(figure) or (figure[:1] if figure[:1].isdigit() else "")
    # « Euro 6d-TEMP », « 6b »: a stage of the sixth.
    stage = figure[1:].replace(" ", "")
    if found in tuple("0123456") and (figure in _ROMAN or (len(stage) <= 8 and not stage[:1].isdigit())):
        return found
    return _problem("euro", f"« {text.strip()[:30]} » n’est pas une norme Euro.", "Écrivez 6, 5… ou « aucune » (V.9).")


def read_plug_in(text: str) -> str | Problem:
    """Whether a hybrid is charged from a plug."""
    said = fold(text)
    if said in _YES:
        return "yes"
    if said in _NO:
        return "no"
    return _problem("plug_in", f"« {text.strip()[:30]} » n’est ni oui ni non.", "Écrivez oui ou non.")


def plug_in_of(energy: str) -> str | None:
    """What an energy’s own spelling says of the plug."""
    said = fold(energy)
    if said in _PLUGGED:
        return _PLUGGED[said]
    return "yes" if "hybride" in said and "rechargeable" in said and "non" not in said.split() else None


def _bare(name: str, said: str) -> str:
    """Without what only repeats the name of the column."""
    if name == "critair":
        for word in ("vignette", "crit air", "critair", "classe"):
            said = said.removeprefix(word).strip() if said != word else said
    if name == "category" and len(said) == 3 and said[2] in "ge":
        # N1G (off-road) and L3e are of the category they begin with.
        return said[:2]
    return said


def _problem(name: str, message: str, hint: str) -> Problem:
    return Problem("word_unknown", message, hint, pointer=f"/facts/{name}")
