"""What the published schema of derogations calls a kind: its code, and whether the law or an order founds it."""

from collections.abc import Mapping
from typing import Literal

LAW = "CGCT-R2213-1-0-1"
"""The order that our national set of kinds is declared under."""
_NATIONAL: Mapping[str, str] = {
    "interet-general": "nat_interet_general", "defense": "nat_defense",
    "cmi-stationnement": "nat_cmi_stationnement",
    "transport-commun-propre": "nat_transport_commun_faibles_emissions",
}  # fmt: skip
_LOCAL: Mapping[str, str] = {
    "petit-rouleur": "loc_petit_rouleur", "horaires-decales": "loc_horaires_decales",
    "vehicule-specifique": "loc_vehicule_specialise", "marches": "loc_approvisionnement_marche",
    "association": "loc_association", "convoi-exceptionnel": "loc_convoi_exceptionnel",
    "demenagement": "loc_demenagement", "frigorifique": "loc_frigorifique",
}  # fmt: skip
"""Names that orders give to what the schema has a word for."""
_BY_FORM: Mapping[str, str] = {"quota": "loc_petit_rouleur", "day_pass": "loc_pass_journee"}


def code_of(kind: str, order: str, form: str) -> tuple[str, Literal["national", "local"]]:
    """The code of a kind and its level; `loc_autre` where the schema has no word for it."""
    if order == LAW and kind in _NATIONAL:
        return _NATIONAL[kind], "national"
    return _LOCAL.get(kind) or _BY_FORM.get(form, "loc_autre"), "local"
