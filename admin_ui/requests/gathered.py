"""What there is to ask for at once: by territory and kind, for which vehicles, with which proofs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from accounts.service.vehicles import Vehicle
from admin_ui.requests.laid import Laid
from admin_ui.requests.words import cited, told_terms
from cirqliz.core.filing import missing_of
from cirqliz.service.documents import Document
from rules.eligible import is_eligible, list_lacking
from rules.model import RightKind
from rules.texts import french
from tenants.errors import NotFound
from tenants.snapshot import Rulebook, Snapshot


@dataclass(frozen=True, slots=True)
class Wishable:
    """One that can be asked for; `needs` says what is missing of the vehicle first."""

    key: str
    vehicle: Vehicle | None
    needs: str

    @property
    def plate(self) -> str:
        """The plate; nothing for the organisation itself."""
        return str(self.vehicle.plate) if self.vehicle else ""


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of a territory, and all those that it can be asked for."""

    territory: str
    place: str
    kind: RightKind
    terms: str
    cite: str
    wishables: tuple[Wishable, ...]

    @property
    def ready(self) -> tuple[Wishable, ...]:
        """Those that miss nothing."""
        return tuple(each for each in self.wishables if not each.needs)


def gather(laid: Laid, snapshot: Snapshot) -> tuple[Group, ...]:
    """All that the matrix shows as possible, once each."""
    found: dict[tuple[str, str], dict[str, Vehicle | None]] = {}
    for line in laid.lines:
        for box in line.boxes:
            for kind in box.kinds:
                whose = line.vehicle if kind.holder == "vehicle" else None
                found.setdefault((box.territory, kind.id), {})[_key(box.territory, kind, whose)] = whose
    return tuple(
        _group(snapshot.rulebooks[slug], snapshot.rulebooks[slug].bundle.rights[kind], whose)
        for (slug, kind), whose in sorted(found.items(), key=lambda pair: _order(snapshot, pair[0]))
    )


def cut(groups: Sequence[Group], most: int) -> tuple[tuple[Group, ...], int]:
    """As many as one form sends, in order, and how many are left for the next."""
    kept: list[Group] = []
    for group in groups:
        room = most - sum(len(each.wishables) for each in kept)
        if room > 0:
            kept.append(replace(group, wishables=group.wishables[:room]))
    return tuple(kept), sum(len(each.wishables) for each in groups) - sum(len(each.wishables) for each in kept)


def only(key: str, vehicles: Mapping[UUID, Vehicle], snapshot: Snapshot) -> tuple[Group, ...]:
    """The one that a page of a vehicle proposes; raises NotFound."""
    slug, _, rest = key.partition("~")
    name, _, number = rest.partition("~")
    book = snapshot.rulebooks.get(slug)
    kind = book.bundle.rights.get(name) if book else None
    vehicle = next((each for each in vehicles.values() if str(each.id) == number), None)
    if book is None or kind is None or (kind.holder == "vehicle") != (vehicle is not None):
        raise NotFound("kind-unknown", "Cette dérogation n’existe pas, ou n’existe plus.")
    return (_group(book, kind, {key: vehicle}),)


def missing_proofs(groups: Iterable[Group], held: Sequence[Document]) -> tuple[str, ...]:
    """The proofs that these kinds ask for, of which none is held."""
    asked = [proof for group in groups if group.kind.decider == "desk" for proof in group.kind.proofs]
    return missing_of(asked, [(document.proof, True) for document in held])


def _group(book: Rulebook, kind: RightKind, whose: Mapping[str, Vehicle | None]) -> Group:
    wishables = tuple(Wishable(key, vehicle, _lacking(kind, vehicle, book)) for key, vehicle in whose.items())
    cite = cited(kind.order, kind.article, unchecked=kind.to_verify)
    return Group(book.territory, book.bundle.territory.name, kind, told_terms(kind), cite, wishables)


def _lacking(kind: RightKind, vehicle: Vehicle | None, book: Rulebook) -> str:
    if vehicle is None or is_eligible(kind, vehicle.stated.facts) is not None:
        return ""
    return french.both([french.need(need, book.bundle) for need in list_lacking(kind, vehicle.stated.facts)])


def _key(territory: str, kind: RightKind, vehicle: Vehicle | None) -> str:
    return f"{territory}~{kind.id}~{vehicle.id if vehicle else ''}"


def _order(snapshot: Snapshot, pair: tuple[str, str]) -> tuple[str, str]:
    return snapshot.rulebooks[pair[0]].bundle.territory.name, pair[1]
