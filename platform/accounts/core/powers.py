"""What a program may do on our own interface: scopes in plain words, and the role each is worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

type Where = Literal["carrier", "territory"]
type Worth = Literal["driver", "dispatcher"]


@dataclass(frozen=True, slots=True)
class Power:
    """A scope: its words, where it is granted, and the least role that has it, in which a machine acts."""

    words: str
    where: Where
    role: Worth


POWERS: Mapping[str, Power] = {
    "fleet:read": Power("lire la flotte : plaques, noms et caractéristiques des véhicules", "carrier", "driver"),
    "fleet:write": Power("ajouter, modifier et archiver des véhicules", "carrier", "dispatcher"),
}
"""By scope, the greater role later. A route says the one it asks for in `opt["scope"]`."""


def powers_of(where: Where) -> Mapping[str, str]:
    """The words of the scopes that are granted there."""
    return {scope: power.words for scope, power in POWERS.items() if power.where == where}


def role_worth(scopes: Iterable[str], where: Where) -> Worth | None:
    """The greatest role these scopes are worth there; None when they are worth none."""
    held = frozenset(scopes)
    worth = [power.role for scope, power in POWERS.items() if scope in held and power.where == where]
    return worth[-1] if worth else None
