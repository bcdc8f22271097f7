"""Where each fact of a vehicle comes from: declared by its carrier, computed from others, or proved by a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from accounts.core.critair import Classed, Known, Table, classify
from accounts.core.drafts import FactMap, FactValue

type Provenance = Literal["declared", "computed", "proved"]
type Provenances = Mapping[str, Provenance]


@dataclass(frozen=True, slots=True)
class Stated:
    """The facts of a vehicle, each with where it comes from."""

    facts: FactMap
    provenance: Provenances


def state(table: Table, declared: FactMap, before: Stated | None = None) -> Stated:
    """What is declared now, with the Crit’Air class computed where none is declared; what was proved and stays is."""
    facts: dict[str, FactValue] = dict(declared)
    provenance: dict[str, Provenance] = {name: _kept(name, value, before) for name, value in declared.items()}
    if "critair" not in facts:
        found = classed(table, facts).critair
        if found is not None:
            facts["critair"] = found
            provenance["critair"] = "computed"
    return Stated(facts, provenance)


def declared_of(stated: Stated) -> dict[str, FactValue]:
    """The facts a person may edit: all but the computed ones."""
    return {name: value for name, value in stated.facts.items() if stated.provenance.get(name) != "computed"}


def classed(table: Table, facts: FactMap) -> Classed:
    """The Crit’Air class these facts lead to, or what is missing."""

    def word(name: str) -> str | None:
        value = facts.get(name)
        return value if isinstance(value, str) else None

    first, plug = word("first_registered"), word("plug_in")
    return classify(
        table,
        Known(
            category=word("category"),
            energy=word("energy"),
            euro=word("euro"),
            first_registered=date.fromisoformat(first) if first else None,
            plug_in=None if plug is None else plug == "yes",
        ),
    )


def _kept(name: str, value: FactValue, before: Stated | None) -> Provenance:
    proved = before is not None and before.provenance.get(name) == "proved" and before.facts.get(name) == value
    return "proved" if proved else "declared"
