"""Documents as their page lists them, beside what the published rulebooks ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from accounts.core.letters import french_day
from accounts.service.vehicles import Vehicle
from cirqliz.core.filing import folded
from cirqliz.service.documents import Document
from tenants.snapshot import Snapshot

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Row:
    """A document in words; `state` is `held`, `soon` or `lapsed`."""

    document: Document
    plate: str
    size: str
    added: str
    until: str
    state: str


@dataclass(frozen=True, slots=True)
class AskedProof:
    """A proof that kinds of derogations ask for: by whom, and whether one that is valid is held."""

    proof: str
    by: tuple[str, ...]
    held: bool


def rows_of(held: Sequence[Document], plates: Mapping[UUID, Vehicle], today: date) -> list[Row]:
    """The list in words."""
    return [card_of(each, plates, today) for each in held]


def card_of(document: Document, plates: Mapping[UUID, Vehicle], today: date) -> Row:
    """One document in words."""
    vehicle = plates.get(document.vehicle) if document.vehicle else None
    plate = str(vehicle.plate) if vehicle else ""
    until = document.valid_until
    soon = until is not None and until <= today + SOON
    state = "lapsed" if document.lapsed(today) else "soon" if soon else "held"
    return Row(
        document, plate, _size(document.bytes), french_day(document.added_at.date()),
        french_day(until) if until else "", state,
    )  # fmt: skip


def asked_of(snapshot: Snapshot, held: Sequence[Document], today: date) -> list[AskedProof]:
    """The proofs that the kinds of the rulebooks in force ask for, those that are missing first."""
    valid = {folded(each.proof) for each in held if not each.lapsed(today)}
    named: dict[str, str] = {}
    by: dict[str, set[str]] = {}
    for book in snapshot.rulebooks.values():
        for kind in book.bundle.rights.values():
            for proof in kind.proofs if kind.decided_by == "desk" else ():
                named.setdefault(folded(proof), proof)
                by.setdefault(folded(proof), set()).add(book.bundle.territory.name)
    found = [AskedProof(proof, tuple(sorted(by[key])), key in valid) for key, proof in named.items()]
    return sorted(found, key=lambda each: (each.held, folded(each.proof)))


def _size(count: int) -> str:
    if count < 1_000_000:
        return f"{max(1, round(count / 1_000))}\u00a0ko"
    return f"{count / 1_000_000:.1f}\u00a0Mo".replace(".", ",")
