"""An owner of tables: which of the three classes each table is of, and what the runtime role may do with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from piccolo.table import Table

from tenants.tables import NATIONAL, TERRITORY_OWNED

type Tables = tuple[type[Table], ...]


@dataclass(frozen=True, slots=True)
class Owned:
    """The tables of one owner: national ones, those owned by a territory, those owned by a carrier.

    `privileges` are what the runtime role may do, by table (with its schema, unless `public`); one that is not there is
    closed to it.
    """

    app: str
    national: Tables = ()
    territory: Tables = ()
    carrier: Tables = ()
    privileges: Mapping[str, str] = field(default_factory=dict)
    functions: tuple[str, ...] = ()
    """Functions of the tables' owner that the runtime role may call, with their arguments' types."""

    @property
    def tables(self) -> Tables:
        """All of them."""
        return (*self.national, *self.territory, *self.carrier)


TENANTS = Owned(
    "tenants",
    NATIONAL,
    TERRITORY_OWNED,
    privileges={
        "territory": "SELECT, INSERT, UPDATE",
        "national_audit": "SELECT",
        "national_repeal": "SELECT, INSERT",
        "periodic": "SELECT, INSERT, DELETE",
        "rulebook": "SELECT, INSERT",
        "overlay": "SELECT, INSERT",
        "zone_number": "SELECT, INSERT",
        "audit": "SELECT, INSERT",
        "dramatiq.queue": "SELECT, INSERT, UPDATE, DELETE",
        "dramatiq.worker": "SELECT, INSERT, UPDATE, DELETE",
        "dramatiq.result": "SELECT, INSERT, UPDATE, DELETE",
        "audit_link": "SELECT, INSERT",
        "fact": "SELECT, INSERT",
        "fact_cursor": "SELECT, INSERT, UPDATE",
        "fact_set_aside": "SELECT, INSERT, DELETE",
        "territory_draft": "SELECT, INSERT, UPDATE, DELETE",
    },
    functions=("purge_territory(text)",),
)


def privileges_of(owners: Iterable[Owned]) -> Mapping[str, str]:
    """What the runtime role may do with the tables of all these owners."""
    return {table: what for owner in owners for table, what in owner.privileges.items()}
