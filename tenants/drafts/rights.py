"""Who may do what with a draft: said here in French, and held by the database's own policies."""

from tenants.database import Scope
from tenants.errors import Failure, NotFound
from tenants.who import RoleName, Who

WRITERS: tuple[RoleName, ...] = ("editor", "admin")
APPROVERS: tuple[RoleName, ...] = ("validator",)
DECIDERS: tuple[RoleName, ...] = ("editor", "admin", "validator")
SPEAKERS: tuple[RoleName, ...] = ("editor", "admin", "validator", "partner")
READERS: tuple[RoleName, ...] = ("editor", "admin", "validator", "partner", "police", "reader")
_WORDS: dict[tuple[RoleName, ...], str] = {
    WRITERS: "Seuls un rédacteur ou un administrateur modifient un projet.",
    APPROVERS: "Seul un valideur approuve un projet, ou le renvoie.",
    DECIDERS: "Un rédacteur, un administrateur ou un valideur peut le faire.",
    SPEAKERS: "Vous lisez ce projet, sans pouvoir le commenter.",
    READERS: "Le règlement se prépare au nom d’un territoire.",
}


class Refused(Failure):
    """The role acted in does not go that far."""

    status = 403


def scope_of(who: Who, roles: tuple[RoleName, ...], slug: str | None = None) -> Scope:
    """The territory this person acts for, in one of these roles; raises `Refused`.

    Another territory's address raises `NotFound`: its drafts do not exist for whoever is not of it.
    """
    role = who.acting
    if role is not None and slug is not None and role.territory != slug:
        raise NotFound("territory-unknown", "Vous n’agissez pas pour ce territoire.")
    if role is None or not role.territory or role.name not in READERS:
        raise Refused("territory-role", _WORDS[READERS], "Choisissez votre rôle dans un territoire.")
    if role.name not in roles:
        raise Refused("role-short", _WORDS[roles])
    return who.scope()
