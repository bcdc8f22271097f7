"""Zones drawn in a draft: what surrounds each, what is wrong with it, and all of an import kept in one transaction."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import shapely
from shapely.geometry.base import BaseGeometry

from connectors.communes import OutlinesMissing
from rules.bundle import Bundle
from rules.model import GeoJSON, Problem
from tenants.database import scoped
from tenants.drafts.checking import check_draft
from tenants.drafts.communes import check_own_text
from tenants.drafts.declaring import Declared, declared_zones, find_declared
from tenants.drafts.editing import Hand, check_text
from tenants.drafts.model import Content, Draft, Zone
from tenants.drafts.rights import READERS, WRITERS, Refused, scope_of
from tenants.drafts.saving import check_zone, put_zone, replace_file, replace_zone
from tenants.drafts.store import get_content, lock_draft, read_content
from tenants.drawing.checking import review
from tenants.drawing.model import Around, Fault, FaultCode, Neighbour, Review
from tenants.drawing.reading import read_geometry
from tenants.drawing.repairing import uncross
from tenants.errors import Conflict, Unreadable
from tenants.files import read_reference
from tenants.locate import geometry_of
from tenants.registry import find_sources
from tenants.who import Who

DRAWN_FILE = "rules/zones-tracees.yaml"
IMPORTED_FILE = "rules/zones-importees.yaml"
"""Where zones drawn and imported are declared, for people to move where they like."""
_ZONES = "\nzones:\n"
_EMPTY = f"schema: joptimiz/rules@1{_ZONES}"
BEYOND: frozenset[FaultCode] = frozenset({"outside", "foreign", "swapped"})


@dataclass(frozen=True, slots=True)
class Setting:
    """A draft and what surrounds one of its tracés."""

    draft: Draft
    content: Content
    zone: Zone | None
    declared: Declared | None
    around: Around
    in_force: GeoJSON | None
    """The same tracé in the version that the draft is over."""

    def around_kind(self, kind: str) -> Around:
        """What surrounds it, as a zone of this kind while no file declares which."""
        return self.around if self.declared else replace(self.around, kind=kind)


@dataclass(frozen=True, slots=True)
class Taken:
    """A tracé to be kept, with the lines that declare its zone when it is new."""

    path: str
    shape: GeoJSON
    lines: str = ""


async def get_setting(who: Who, draft: UUID, path: str) -> Setting:
    """What surrounds a tracé, there or yet to be drawn; raises `NotFound` for a draft, `Refused` for a role."""
    found, content = await get_content(scope_of(who, READERS), draft)
    checked = await check_draft(found, content)
    before = await find_sources(found.territory, found.base) if found.base else None
    zone = next((each for each in content.zones if each.path == path), None)
    declared = find_declared(content.files, path)
    around = await asyncio.to_thread(_around, who, content, checked.bundle, declared, path)
    return Setting(found, content, zone, declared, around, before[1].get(path) if before else None)


def _around(who: Who, content: Content, bundle: Bundle | None, declared: Declared | None, path: str) -> Around:
    limit, name = limit_of(who, bundle)
    if any(path and path in file.text for file in content.files if file.name == "territory.yaml"):
        limit = None if not _commune_of(who) else limit  # the outline of the territory itself
    neighbours = _neighbours(content, bundle, path)
    return Around(limit, name, declared.kind if declared else "", neighbours)


def limit_of(who: Who, bundle: Bundle | None) -> tuple[BaseGeometry | None, str]:
    """The outline somebody may draw in, and how it is called: their commune’s, else their territory’s."""
    authority = who.acting.authority if who.acting else ""
    if authority:
        return commune_outline(authority), "de votre commune"
    coverage = bundle.territory.coverage if bundle else None
    return (geometry_of(coverage) if coverage else None), "du territoire"


def commune_outline(code: str) -> BaseGeometry:
    """The outline an editor of a commune is bound to; raises `Refused` when it is not known here."""
    try:
        found = read_reference({code})
    except OutlinesMissing:
        found = {}
    if code not in found:
        said = f"Le contour de la commune {code} n’est pas connu ici\u00a0: rien ne peut y être tracé."
        raise Refused("commune-unknown", said, "Prévenez l’administrateur de votre territoire.")
    return geometry_of(found[code])


def _neighbours(content: Content, bundle: Bundle | None, path: str) -> tuple[Neighbour, ...]:
    shapes = {zone.path: zone.shape for zone in content.zones}
    found = []
    for zone in declared_zones(content.files):
        if zone.path == path:
            continue
        shape = shapes.get(zone.path)
        if shape is None and bundle and zone.id in bundle.zones:
            shape = bundle.zones[zone.id].geometry
        area = read_geometry(shape) if shape is not None else None
        if area is not None and not isinstance(area, Fault):
            if shapely.get_dimensions(area) == 2 and not shapely.is_valid(area):
                area = uncross(area)
            found.append(Neighbour(zone.name, zone.kind, area))
    return tuple(found)


async def draw_zone(hand: Hand, path: str, revision: int, shape: GeoJSON | None) -> int:
    """Keep a tracé that is sound and within one's limits; its revision.

    Raises `Unreadable` with every fault, `Refused` beyond one's commune, `Conflict` when somebody else just drew it.
    """
    scope_of(hand.who, WRITERS)
    check_zone(path, shape)
    setting = await get_setting(hand.who, hand.draft, path)
    await _check(hand.who, setting, shape)
    return await put_zone(hand, path, revision, shape)


async def _check(who: Who, setting: Setting, shape: GeoJSON | None) -> None:
    """Refuse what is unsound, or beyond one's commune; what stood there before must have lain in it too."""
    if shape is not None:
        check_review(who, await asyncio.to_thread(review, shape, setting.around))
    if _commune_of(who) and setting.zone is not None:
        former = await asyncio.to_thread(review, setting.zone.shape, setting.around)
        check_review(who, replace(former, faults=tuple(each for each in former.faults if each.code in BEYOND)))


def check_review(who: Who, found: Review) -> None:
    """Raises `Refused` beyond one's commune, `Unreadable` for faults nobody could rule over."""
    if _commune_of(who):
        for fault in found.faults:
            if fault.code in BEYOND:
                said = "Vous tracez pour votre commune, dans ses limites."
                raise Refused("beyond-commune", said, fault.message)
    if not found.sound:
        problems = tuple(problem_of(fault) for fault in found.faults if fault.blocking)
        raise Unreadable("zone-unsound", "Ce tracé est à corriger avant d’être gardé.", problems=problems)


def problem_of(fault: Fault, number: int | None = None) -> Problem:
    """A fault as other refusals spell it; `number` is the rank of its object in a file."""
    message = fault.message if number is None else f"Objet {number}\u00a0: {fault.message}"
    return Problem(f"zone-{fault.code}", message, fault.hint)


def _commune_of(who: Who) -> str:
    return who.acting.authority if who.acting else ""


async def take_new_zone(hand: Hand, zone: str, taken: Taken | None, lines: str) -> None:
    """Declare a zone, with its tracé unless it is composed; raises as `draw_zone`, and when its name is taken."""
    setting = await get_setting(hand.who, hand.draft, "")
    if any(each.id == zone for each in declared_zones(setting.content.files)):
        raise Conflict(
            "zone-known", f"Une zone s’appelle déjà «\u202f{zone}\u202f» dans ce projet.", "Donnez un autre nom."
        )
    if taken is not None:
        if any(each.path == taken.path for each in setting.content.zones):
            raise Conflict("zone-known", f"Le tracé {taken.path} est déjà dans ce projet.", "Donnez un autre nom.")
        check_zone(taken.path, taken.shape)
        check_review(hand.who, await asyncio.to_thread(review, taken.shape, setting.around))
    await _keep(hand, [taken] if taken else [], lines, DRAWN_FILE)


async def take_zones(hand: Hand, taken: Sequence[Taken]) -> None:
    """Keep every tracé of an import, and declare the new zones: all of it, or nothing.

    Whoever calls has reviewed each; what is beyond one's commune is refused here again.
    """
    for each in taken:
        check_zone(each.path, each.shape)
        await _check(hand.who, await get_setting(hand.who, hand.draft, each.path), each.shape)
    await _keep(hand, taken, "".join(each.lines for each in taken), IMPORTED_FILE)


async def _keep(hand: Hand, taken: Sequence[Taken], lines: str, file: str) -> None:
    async with scoped(scope_of(hand.who, WRITERS)) as connection:
        await lock_draft(connection, hand.draft, "open")
        if lines:
            content = await read_content(connection, hand.draft)
            known = next((each.text for each in content.files if each.name == file), _EMPTY)
            if _ZONES not in known:
                said = f"Le fichier {file} ne commence plus par «\u202fzones:\u202f»."
                raise Conflict("zones-file", said, "Rétablissez cette ligne, ou retirez le fichier.")
            head, begins, tail = known.partition(_ZONES)
            text = f"{head}{begins}{lines}{tail}"
            await check_own_text(connection, hand.who, hand.draft, file, before=known, after=text)
            await replace_file(connection, hand, file, check_text(text))
        for each in taken:
            await replace_zone(connection, hand, each.path, each.shape)
