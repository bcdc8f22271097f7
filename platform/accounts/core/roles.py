"""Which roles there are in which kind of organisation, and which role may offer which."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

type Kind = Literal["carrier", "receiver", "shipper", "federation"]

KINDS: Mapping[str, str] = {
    "carrier": "Transporteur", "receiver": "Commerce ou artisan", "shipper": "Chargeur", "federation": "Fédération",
}  # fmt: skip
TERRITORY = "territory"
HEADS: Mapping[str, str] = {
    "carrier": "owner",
    "receiver": "receiver",
    "shipper": "shipper",
    "federation": "federation",
    TERRITORY: "admin",
}
"""The role of those who keep an organisation, or a territory; the last of them cannot go."""
CARRIER_ROLES = ("owner", "dispatcher", "driver")
FLEET_KEEPERS = ("owner", "dispatcher")
ORGANISATION_KEEPERS = tuple(role for kind, role in HEADS.items() if kind != TERRITORY)
ORGANISATION_ROLES = (*CARRIER_ROLES, "receiver", "shipper", "federation")
TERRITORY_ROLES = ("admin", "editor", "validator", "police", "partner", "reader")
OFFERS: Mapping[str, tuple[str, ...]] = {
    "owner": CARRIER_ROLES,
    "receiver": ("receiver",),
    "shipper": ("shipper",),
    "federation": ("federation",),
    "admin": TERRITORY_ROLES,
}
ROLE_WORDS: Mapping[str, str] = {
    "owner": "Responsable", "dispatcher": "Exploitant", "driver": "Conducteur", "receiver": "Commerce ou artisan",
    "shipper": "Chargeur", "federation": "Fédération", "admin": "Administrateur", "editor": "Rédacteur",
    "validator": "Valideur", "police": "Police", "partner": "Partenaire", "reader": "Lecteur",
    "operator": "Équipe nationale",
}  # fmt: skip
ROLE_DUTIES: Mapping[str, str] = {
    "admin": "tient les personnes", "editor": "écrit les règles", "validator": "valide les règles avant publication",
    "police": "contrôle sur place", "partner": "participe sans publier", "reader": "lit sans modifier",
}  # fmt: skip
ROLE_WORDS_EN: Mapping[str, str] = {
    "owner": "manager", "dispatcher": "dispatcher", "driver": "driver", "receiver": "receiver", "shipper": "shipper",
    "federation": "federation", "admin": "administrator", "editor": "editor", "validator": "validator",
    "police": "police", "partner": "partner", "reader": "reader", "operator": "national team",
}  # fmt: skip


def may_hold(kind: str, role: str) -> bool:
    """Whether a role exists in this kind of organisation, or in a territory."""
    if kind == TERRITORY:
        return role in TERRITORY_ROLES
    return role in CARRIER_ROLES if kind == "carrier" else HEADS.get(kind) == role


def may_offer(mine: str, role: str) -> bool:
    """Whether somebody in my role may offer that one."""
    return role in OFFERS.get(mine, ())


def needed_roles(asked: Sequence[str], acting: str | None, held: Collection[str]) -> tuple[str, str]:
    """Why a door of these roles stays shut, and how to open it: a title and a sentence."""
    named = [f"« {ROLE_WORDS[role]} »" for role in asked]
    roles = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} ou {named[-1]}"
    if acting is not None:
        title = f"Votre rôle, « {ROLE_WORDS[acting]} », ne permet pas cela."
    elif held:
        title = "Choisissez d’abord dans quel rôle vous agissez."
    else:
        title = "Vous n’avez encore aucun rôle."
    if any(role in held for role in asked):
        way = "Vous avez ce rôle : choisissez-le dans votre compte."
    elif any(role in ORGANISATION_KEEPERS for role in asked):
        way = "Demandez une invitation à votre organisation, ou créez-la."
    elif tuple(asked) == ("operator",):
        way = "L’exploitant du service nomme l’équipe nationale."
    else:
        way = "Demandez une invitation à qui administre le territoire."
    return title, f"Il faut agir comme {roles}. {way}"
