"""Who asks: a person signed in, with the roles held and the one acted in; or a program, for itself."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from tenants.database import Scope

COMMAND_LINE = "ligne de commande"
"""Who acts where nobody is signed in: never a name, for a trace stays."""
type TerritoryRole = Literal["admin", "editor", "validator", "police", "partner", "reader"]
type CarrierRole = Literal["owner", "dispatcher", "driver"]
type RoleName = Literal[
    "admin", "editor", "validator", "police", "partner", "reader",
    "owner", "dispatcher", "driver", "receiver", "shipper", "federation", "operator",
]  # fmt: skip
"""DESIGN § 9; `operator` is the national team."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role in a territory or in an organisation (its id); `authority` is the INSEE code of a commune's editor.

    The national operator has neither.
    """

    name: RoleName
    territory: str = ""
    carrier: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """A person signed in; `acting` is one of the roles, or None before one is chosen."""

    person: UUID
    name: str
    email: str
    roles: tuple[Role, ...] = ()
    acting: Role | None = None
    strong: bool = False
    """Whether a second factor, or a passkey, was shown."""

    def scope(self) -> Scope:
        """Whose rows this person sees in the role acted in; none without role."""
        return scope_of(self.acting)


@dataclass(frozen=True, slots=True)
class Machine:
    """A program that asks for itself, never a person; `acting` is what its scopes are worth where it belongs."""

    client: str
    name: str
    acting: Role | None = None

    def scope(self) -> Scope:
        """Whose rows it sees."""
        return scope_of(self.acting)


type Caller = Who | Machine
"""Who calls our own interface. What only a person may do takes a `Who`."""


def scope_of(acting: Role | None) -> Scope:
    """Whose rows a role sees; none without role."""
    return Scope(acting.territory, acting.carrier, role=acting.name) if acting else Scope()
