"""What another territory published, brought to a draft of one’s own: chosen, seen by its effects, then written."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from rules.bundle import Bundle
from rules.compare import Changes, compare, grid
from rules.edits.carrying import Carried, Offer, Wish, carry, free, offers
from rules.edits.pooling import Pool, pooled
from rules.model import Problem
from rules.texts.clockwise import long_date
from tenants.drafts.checking import Checked, check_text_of
from tenants.drafts.editing import Hand
from tenants.drafts.model import Content, Draft, File, Zone
from tenants.drafts.rights import WRITERS, scope_of
from tenants.drafts.saving import add_file
from tenants.drafts.starting import start_draft
from tenants.drafts.store import get_content
from tenants.errors import NotFound, Unreadable
from tenants.files import is_own
from tenants.registry import Entry, Version, find_rulebook, find_sources, list_territories, list_versions
from tenants.who import Who

PAGE = 20
DAYS = 7
MOST_CASES = 30_000
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Offered:
    """The version in force of another territory, and its orders."""

    entry: Entry
    version: Version
    bundle: Bundle
    pool: Pool
    orders: tuple[Offer, ...]

    @property
    def source(self) -> str:
        """« Lyon, version 3 »."""
        return f"{self.entry.name}, version {self.version.number}"


@dataclass(frozen=True, slots=True)
class Ours:
    """What is written here: the version in force, or a draft over it."""

    draft: Draft
    content: Content
    pool: Pool
    current: Bundle | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The orders wanted, and for each of their zones which of ours it is; none for one to draw."""

    orders: Collection[str]
    zones: Mapping[str, str]
    title: str = ""
    """Of the draft, when it is a new one."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a choice would write, what is wrong with it, what it changes here, and how theirs differs from ours."""

    carried: Carried
    checked: Checked
    changes: Changes | None
    apart: Changes | None


async def list_lenders(but: str, words: str, page: int) -> tuple[Sequence[Entry], int]:
    """The other territories that published something, those whose name holds these words; how many pages."""
    wanted = words.casefold().split()
    found = [
        entry for entry in await list_territories()
        if entry.rulebook and entry.slug != but
        and all(word in f"{entry.name} {entry.slug}".casefold() for word in wanted)
    ]  # fmt: skip
    found.sort(key=lambda entry: entry.name.casefold())
    return found[PAGE * page : PAGE * (page + 1)], -(-len(found) // PAGE)


async def get_offered(but: str, slug: str) -> Offered:
    """What a territory offers; raises `NotFound` for one that published nothing, and for one’s own."""
    entry = next((one for one in await list_territories() if one.slug == slug and one.rulebook), None)
    if entry is None or slug == but:
        raise NotFound("lender-unknown", "Ce territoire n’a rien publié que vous puissiez reprendre.")
    book, files = await find_rulebook(slug, entry.rulebook), await find_sources(slug, entry.rulebook)
    version = next(one for one in await list_versions(slug) if one.number == entry.rulebook)
    assert book is not None
    assert files is not None
    pool = await asyncio.to_thread(pooled, {source.name: source.text for source in files[0]})
    own = await asyncio.to_thread(pooled, {source.name: source.text for source in files[0] if is_own(source.name)})
    listed = tuple(one for one in offers(pool) if one.order in own.of("orders"))
    return Offered(entry, version, book.bundle, pool, listed)


async def get_ours(who: Who, draft: UUID | None, at: datetime) -> Ours:
    """What orders would be added to; raises `NotFound` for a draft that is none."""
    scope = scope_of(who, WRITERS)
    entry = next(one for one in await list_territories() if one.slug == scope.territory)
    base = await find_sources(entry.slug, entry.rulebook) if entry.rulebook else None
    sources, shapes = base or ((), {})
    if draft is None:
        files = tuple(File(one.name, 0, one.text) for one in sources if is_own(one.name))
        zones = tuple(Zone(path, 0, shape) for path, shape in shapes.items() if is_own(path))
        content = Content(files, zones)
        found = Draft(
            entry.slug, NOBODY, "", entry.rulebook, "open", NOBODY, at, at, None, None, None, None, "borrowed"
        )
    else:
        found, content = await get_content(scope, draft)
    texts = {file.name: file.text for file in content.files}
    shared = {one.name: one.text for one in sources if not is_own(one.name)}
    pool = await asyncio.to_thread(pooled, texts | shared)
    book = await find_rulebook(entry.slug, entry.rulebook) if entry.rulebook else None
    return Ours(found, content, pool, book.bundle if book else None)


def alike(offered: Offered, ours: Ours) -> Mapping[str, str]:
    """Which zone of ours each of theirs could be: of the same name, or of the same kind and called the same."""
    here = ours.pool.of("zones")
    named = {str(entry.get("name", "")).casefold(): zone for zone, entry in here.items() if entry.get("name")}
    found = {}
    for zone, entry in offered.pool.of("zones").items():
        same = here.get(zone, {}).get("kind") == entry.get("kind")
        found[zone] = zone if same else named.get(str(entry.get("name", "")).casefold(), "")
    return found


async def preview(who: Who, offered: Offered, ours: Ours, choice: Choice, at: datetime) -> Seen:
    """What a choice would do; zones to draw stand where they are at their territory’s, for want of a better place."""
    carried = _carried(who, offered, ours, choice)
    file = File(_file(offered, ours), 0, carried.text)
    drawn = tuple(Zone(one.path, 0, offered.bundle.zones[one.theirs].geometry) for one in carried.to_draw)
    content = Content((*ours.content.files, file), (*ours.content.zones, *drawn))
    checked = await check_text_of(replace(ours.draft, digest=f"borrowed {ours.draft.digest}"), content)
    changes = apart = None
    old, new = ours.current, checked.bundle
    if old is not None and new is not None:
        touched = {zone for rule in new.rules if rule.name in carried.rules for zone in rule.zones}
        changes = await asyncio.to_thread(_compared, old, new, at.date(), touched)
        pairs = {theirs: here for theirs, here in choice.zones.items() if here in old.zones}
        if pairs:
            theirs = _placed(offered.bundle, pairs)
            apart = await asyncio.to_thread(_compared, old, theirs, at.date(), set(pairs.values()))
    return Seen(carried, checked, changes, apart)


async def borrow(who: Who, offered: Offered, ours: Ours, choice: Choice, at: datetime) -> tuple[UUID, Carried]:
    """Write it: in the draft it was meant for, or in a new one; raises what writing in a draft raises."""
    scope_of(who, WRITERS)
    carried, draft = _carried(who, offered, ours, choice), ours.draft.id
    if draft == NOBODY:
        draft = (await start_draft(who, choice.title.strip() or f"D’après {offered.entry.name}", at)).id
    said = f"# Repris de {offered.source}, publiée le {long_date(offered.version.published_at.date())}.\n"
    said += f"# Source\u00a0: /t/{offered.entry.slug}. Rien n’est vérifié\u00a0: les arrêtés restent à prendre ici.\n"
    await add_file(Hand(who, draft, at), _file(offered, ours), said + carried.text)
    return draft, carried


def _carried(who: Who, offered: Offered, ours: Ours, choice: Choice) -> Carried:
    known, here = {one.order for one in offered.orders}, ours.pool.of("zones")
    problems = []
    if not choice.orders or not known.issuperset(choice.orders):
        problems.append(Problem("orders", "Choisissez au moins un arrêté.", pointer="/orders"))
    if any(zone and zone not in here for zone in choice.zones.values()):
        problems.append(
            Problem("zones", "Cette zone n’est pas à vous.", "Choisissez-en une de la liste.", pointer="/zones")
        )
    if problems:
        raise Unreadable("borrowing-invalid", "Ce choix est incomplet.", problems=tuple(problems))
    authority = who.acting.authority if who.acting else ""
    paths = tuple(zone.path for zone in ours.content.zones)
    return carry(offered.pool, ours.pool, Wish(choice.orders, choice.zones, offered.source, authority, paths))


def _file(offered: Offered, ours: Ours) -> str:
    taken = {file.name.removesuffix(".yaml") for file in ours.content.files}
    return free(f"rules/repris-{offered.entry.slug}", taken) + ".yaml"


def _placed(theirs: Bundle, pairs: Mapping[str, str]) -> Bundle:
    """Their rules as if their zones were ours."""
    zones = {pairs[zone]: replace(one, id=pairs[zone]) for zone, one in theirs.zones.items() if zone in pairs}
    rules = tuple(
        replace(rule, zones=tuple(dict.fromkeys(pairs[zone] for zone in rule.zones if zone in pairs)))
        for rule in theirs.rules
    )
    # Answers are kept by this print: other zones must not be answered for.
    return replace(theirs, zones=zones, rules=rules, sha256=f"{theirs.sha256} {sorted(pairs.items())}")


def _compared(old: Bundle, new: Bundle, start: date, zones: Collection[str]) -> Changes | None:
    """What differs; None where there is too much to ask while somebody waits."""
    cases = grid(old, new, start, DAYS, zones)
    return compare(old, new, cases) if len(cases) <= MOST_CASES else None
