"""In which role somebody acts, and whether it is enough."""

from uuid import UUID

from tenants.database import Scope
from tenants.errors import Failure
from tenants.who import Who

KEEPERS = ("owner", "dispatcher")
"""The roles of a carrier that ask for derogations, and keep what supports them."""


class Refused(Failure):
    """The role acted in does not allow it."""

    status = 403


def keeping_documents(who: Who) -> tuple[UUID, Scope]:
    """The carrier whose documents are kept, and the scope to do it in; raises Refused."""
    role = who.acting
    if role is None or role.name not in KEEPERS or not role.carrier:
        raise Refused(
            "documents-keeper",
            "Les pièces sont celles d’un transporteur.",
            "Agissez comme responsable ou exploitant, depuis votre compte.",
        )
    return UUID(role.carrier), who.scope()
