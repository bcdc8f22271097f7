"""What a program may do on our own interface: scopes in plain words, and the role each is worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

type Where = Literal["carrier", "territory"]
type Worth = Literal["driver", "dispatcher", "police"]

_RANKS: tuple[Worth, ...] = ("driver", "dispatcher", "police")
"""The greater role of a place later."""


@dataclass(frozen=True, slots=True)
class Power:
    """A scope: its words, and the least role that has it, in which a machine acts, in each place that grants it."""

    words: str
    worth: Mapping[Where, Worth]


POWERS: Mapping[str, Power] = {
    "fleet:read": Power("lire la flotte : plaques, noms et caractéristiques des véhicules", {"carrier": "driver"}),
    "fleet:write": Power("ajouter, modifier et archiver des véhicules", {"carrier": "dispatcher"}),
    "derogations:read": Power("lire les demandes et les dérogations", {"carrier": "driver", "territory": "police"}),
    "derogations:write": Power(
        "demander des dérogations et en compter les jours", {"carrier": "dispatcher", "territory": "police"}
    ),
    "stays:read": Power("lire l’occupation des aires de livraison, sans plaque", {"territory": "police"}),
}
"""A route says the one it asks for in `opt["scope"]`. Nothing decides alone: a decision is made by people."""


def powers_of(where: Where) -> Mapping[str, str]:
    """The words of the scopes that are granted there."""
    return {scope: power.words for scope, power in POWERS.items() if where in power.worth}


def role_worth(scopes: Iterable[str], where: Where) -> Worth | None:
    """The greatest role these scopes are worth there; None when they are worth none."""
    held = frozenset(scopes)
    worth = [power.worth[where] for scope, power in POWERS.items() if scope in held and where in power.worth]
    return max(worth, key=_RANKS.index, default=None)
