"""An owner of tables: which of the four classes each table is of, and what the runtime role may do with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from piccolo.table import Table

from tenants.drafts.tables import DRAFT_TABLES
from tenants.face.tables import FACE_TABLES
from tenants.keys.tables import KEY_NATIONAL, KEY_OWNED
from tenants.tables import NATIONAL, TERRITORY_OWNED

type Tables = tuple[type[Table], ...]


@dataclass(frozen=True, slots=True)
class Owned:
    """The tables of one owner: national ones, those owned by a territory, by a carrier, or shared by the two.

    `privileges` are what the runtime role may do, by table (with its schema, unless `public`); one that is not there is
    closed to it. `register` says of each column whether it is personal, and how long it is kept.
    """

    app: str
    register: Path
    national: Tables = ()
    territory: Tables = ()
    carrier: Tables = ()
    shared: Tables = ()
    privileges: Mapping[str, str] = field(default_factory=dict)
    functions: tuple[str, ...] = ()
    """Functions of the tables' owner that the runtime role may call, with their arguments' types."""

    @property
    def tables(self) -> Tables:
        """All of them."""
        return (*self.national, *self.territory, *self.carrier, *self.shared)


TENANTS = Owned(
    "tenants",
    Path(__file__).parent / "register.yaml",
    (*NATIONAL, *KEY_NATIONAL),
    (*TERRITORY_OWNED, *DRAFT_TABLES, *FACE_TABLES, *KEY_OWNED),
    privileges={
        "territory": "SELECT, INSERT, UPDATE",
        "national_audit": "SELECT",
        "national_repeal": "SELECT, INSERT",
        "purge_proof": "SELECT, INSERT",
        "data_request": "SELECT, INSERT, UPDATE, DELETE",
        "periodic": "SELECT, INSERT, DELETE",
        "public_key": "SELECT, INSERT, UPDATE",
        "platform_secret": "SELECT, INSERT, DELETE",
        "key_list": "SELECT, INSERT, DELETE",
        "key_secret": "SELECT, INSERT, DELETE",
        "bundle_seal": "SELECT, INSERT, DELETE",
        "rulebook": "SELECT, INSERT",
        "overlay": "SELECT, INSERT",
        "zone_number": "SELECT, INSERT",
        "audit": "SELECT, INSERT",
        "dramatiq.queue": "SELECT, INSERT, UPDATE, DELETE",
        "dramatiq.worker": "SELECT, INSERT, UPDATE, DELETE",
        "dramatiq.result": "SELECT, INSERT, UPDATE, DELETE",
        "audit_link": "SELECT, INSERT",
        "retention": "SELECT, INSERT, UPDATE",
        "fact": "SELECT, INSERT",
        "fact_cursor": "SELECT, INSERT, UPDATE",
        "fact_set_aside": "SELECT, INSERT, DELETE",
        "draft": "SELECT, INSERT, UPDATE",
        "draft_file": "SELECT, INSERT, UPDATE",
        "draft_zone": "SELECT, INSERT, UPDATE",
        "draft_change": "SELECT, INSERT",
        "draft_comment": "SELECT, INSERT, UPDATE",
        "draft_approval": "SELECT, INSERT",
        "draft_difference": "SELECT, INSERT, UPDATE",
        "territory_face": "SELECT, INSERT",
        "territory_export": "SELECT, INSERT, UPDATE, DELETE",
        "node": "SELECT, INSERT, UPDATE, DELETE",
        "node_status": "SELECT, INSERT, UPDATE, DELETE",
    },
    functions=("purge_territory(text)", "published_rulebooks(text[], integer[])"),
)


def privileges_of(owners: Iterable[Owned]) -> Mapping[str, str]:
    """What the runtime role may do with the tables of all these owners."""
    return {table: what for owner in owners for table, what in owner.privileges.items()}
