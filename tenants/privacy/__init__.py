"""Personal data: what is kept and why, until when, and the proof that it went."""

from collections.abc import Iterable

from tenants.owned import Owned, Tables
from tenants.privacy.durations import Duration
from tenants.privacy.purging import Owners, Proof, Purged, list_proofs, purge
from tenants.privacy.register import Entry, Kind, Register, read_register
from tenants.privacy.retention import Kept, list_terms, set_term


def register_of(owners: Iterable[Owned]) -> Register:
    """What all these owners of tables say they keep."""
    return read_register((owner.register, _kinds(owner)) for owner in owners)


def _kinds(owner: Owned) -> dict[str, Kind]:
    """The class of each table, by its name."""
    classes: tuple[tuple[Kind, Tables], ...] = (
        ("national", owner.national), ("territory", owner.territory), ("carrier", owner.carrier),
        ("shared", owner.shared),
    )  # fmt: skip
    # Piccolo has no other name for it.
    return {table._meta.tablename: kind for kind, tables in classes for table in tables}  # noqa: SLF001


__all__ = [
    "Duration", "Entry", "Kept", "Kind", "Owners", "Proof", "Purged", "Register", "list_proofs", "list_terms", "purge",
    "register_of", "set_term",
]  # fmt: skip
