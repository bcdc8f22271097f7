"""`/territoire/reglement` and the page of a draft: all of it in one reading, without script."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.service.names import list_names
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, seen, show
from admin_ui.rules.asking import later_of
from admin_ui.rules.cases import CASES
from rules.bundle import Bundle
from rules.edits.names import names_of
from rules.model import Zone
from rules.texts.clockwise import hour, long_date
from tenants.database import Scope, scoped
from tenants.drafts.checking import check_draft
from tenants.drafts.declaring import Declared, declared_zones
from tenants.drafts.differing import ask_difference
from tenants.drafts.model import STATE_WORDS, Content, Draft, short_name
from tenants.drafts.rights import APPROVERS, DECIDERS, READERS, SPEAKERS, WRITERS, scope_of
from tenants.drafts.saving import Clash
from tenants.drafts.starting import start_draft
from tenants.drafts.store import (
    get_draft,
    list_drafts,
    read_approvals,
    read_comments,
    read_content,
    read_hands,
    read_writers,
)
from tenants.errors import Conflict, Failure, NotFound, Unreadable
from tenants.nodes import list_serving
from tenants.registry import Entry, list_territories, list_versions
from tenants.who import Who

HOME = "/territoire/reglement"
PATIENCE_S = 0.5
JUST_NOW = timedelta(minutes=2)


class RulePages(Controller):
    """The rulebook of the territory somebody acts for, and its drafts."""

    path = "/territoire"
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/reglement")
    async def rulebook(self, request: Asked) -> Response[str]:
        """The version in force, the drafts on their way, and every former version."""
        return await rulebook_page(request)

    @post("/projets", opt={"roles": WRITERS})
    async def start(self, request: Asked) -> Redirect | Response[str]:
        """Begin a draft over the last version, with what it says or what a former one said."""
        form = await form_of(request)
        number = form.get("version", "")
        title = form.get("title", "") or (f"Retour à la version {number[:9]}" if number else "")
        try:
            who = get_signed(request).who
            draft = await start_draft(who, title, now_of(request), _version(number))
        except (Unreadable, NotFound) as failure:
            return await rulebook_page(request, failure)
        return seen(f"/territoire/projets/{draft.id}")

    @get("/projets/{draft:uuid}")
    async def read(self, request: Asked, draft: FromPath[UUID]) -> Response[str]:
        """A draft: what is wrong with it, what it changes, what is said of it, who must approve it."""
        return await draft_page(request, draft)


def _version(text: str) -> int | None:
    """The version a form names, None for the last; -1, which never is, for what is no number."""
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) <= 9 else -1


async def rulebook_page(request: Asked, failure: Failure | None = None) -> Response[str]:
    """The page of a rulebook, with a refusal when there is one."""
    who = get_signed(request).who
    entry = await entry_of(scope_of(who, READERS))
    versions = await list_versions(entry.slug)
    return show(
        request, "rulebook.html", failure.status if failure else 200, failure=failure, entry=entry,
        drafts=await list_drafts(who), dropped=await list_drafts(who, dropped=True),
        versions=tuple(reversed(versions)), nodes=await list_serving(entry.slug), states=STATE_WORDS,
        writes=_may(who, WRITERS), when=teller_of(entry),
    )  # fmt: skip


async def draft_page(
    request: Asked, draft: UUID, failure: Failure | None = None, form: Mapping[str, str] | None = None
) -> Response[str]:
    """The page of a draft, with a refusal and what was written when there is one."""
    who = get_signed(request).who
    scope = scope_of(who, READERS)
    entry = await entry_of(scope)
    async with scoped(scope) as connection:
        found = await get_draft(connection, draft)
        content = await read_content(connection, draft)
        comments = await read_comments(connection, draft)
        approvals = await read_approvals(connection, found)
        writers = await read_writers(connection, found)
        hands = await read_hands(connection, draft)
    checked = await check_draft(found, content)
    on_its_way = found.state not in ("published", "dropped")
    difference = (
        await ask_difference(who, draft, now_of(request), later_of(request), PATIENCE_S)
        if on_its_way and not checked.problems
        else None
    )
    people = {*writers, *(one.person for one in comments), *(one.person for one in approvals)}
    return show(
        request, "draft.html", failure.status if failure else 200, failure=failure, form=form or {}, entry=entry,
        draft=found, content=content, comments=comments, approvals=approvals, writers=writers, checked=checked,
        difference=difference, names=await list_names(people), state=STATE_WORDS[found.state], short=short_name,
        when=teller_of(entry), clash=failure if isinstance(failure, Clash) else None, may=_rights(who, found, writers),
        api=f"/api/v1/territories/{entry.slug}/drafts/{found.id}", cases=CASES,
        zones=zones_of(content, checked.bundle), today=now_of(request).astimezone(ZoneInfo(entry.timezone)).date(),
        live=await _live(entry, found), to_draw=to_draw_of(content), hands=hands, me=who.person,
        just_now=now_of(request) - JUST_NOW,
    )  # fmt: skip


def zones_of(content: Content, bundle: Bundle | None) -> tuple[Zone, ...]:
    """The zones of a draft, those its own changes speak of first; none while it does not compile."""
    if bundle is None:
        return ()
    written = names_of([file.text for file in content.files if file.revision]).get("rules", {})
    touched = {zone for rule in bundle.rules if rule.name in written for zone in rule.zones}
    return tuple(sorted(bundle.zones.values(), key=lambda zone: zone.id not in touched))


def to_draw_of(content: Content) -> tuple[Declared, ...]:
    """The zones that a file names, and nobody drew yet."""
    known = {zone.path for zone in content.zones}
    return tuple(one for one in declared_zones(content.files) if one.path and one.path not in known)


async def _live(entry: Entry, draft: Draft) -> str:
    """« Version 43 publiée à 14 h 05. Tous les services répondent avec elle. », once it is."""
    if draft.published is None:
        return ""
    at = next(one.published_at for one in await list_versions(entry.slug) if one.number == draft.published)
    wall = at.astimezone(ZoneInfo(entry.timezone))
    said = f"Version {draft.published} publiée le {teller_of(entry)(at)}."
    if wall.date() == draft.updated_at.astimezone(ZoneInfo(entry.timezone)).date():
        said = f"Version {draft.published} publiée à {hour(wall.hour * 60 + wall.minute)}."
    living = [node for node in await list_serving(entry.slug) if not node.silent]
    if entry.rulebook != draft.published or not living:
        return said
    behind = sum(node.version != draft.published for node in living)
    if behind:
        late = "Un service ne répond" if behind == 1 else f"{behind} services ne répondent"
        return f"{said} {late} pas encore avec elle."
    return f"{said} Tous les services répondent avec elle."


def _rights(who: Who, draft: Draft, writers: frozenset[UUID]) -> Mapping[str, bool]:
    """What this person may do with a draft as it stands."""
    return {
        "write": _may(who, WRITERS) and draft.state == "open",
        "submit": _may(who, WRITERS) and draft.state == "open",
        "approve": _may(who, APPROVERS) and draft.state == "submitted" and who.person not in writers,
        "own": _may(who, APPROVERS) and draft.state == "submitted" and who.person in writers,
        "send_back": _may(who, APPROVERS) and draft.state in ("submitted", "approved", "scheduled"),
        "reopen": _may(who, DECIDERS) and draft.state in ("submitted", "approved", "scheduled"),
        "publish": _may(who, DECIDERS) and draft.state in ("approved", "scheduled"),
        "drop": _may(who, WRITERS) and draft.state not in ("published", "dropped"),
        "restore": _may(who, WRITERS) and draft.state == "dropped",
        "speak": _may(who, SPEAKERS) and draft.state not in ("published", "dropped"),
    }


def _may(who: Who, roles: tuple[str, ...]) -> bool:
    return who.acting is not None and who.acting.name in roles


async def entry_of(scope: Scope) -> Entry:
    """The territory of a scope, in the directory; raises `Conflict` for one that went."""
    for entry in await list_territories():
        if entry.slug == scope.territory:
            return entry
    raise Conflict("territory-gone", "Ce territoire n’existe plus.")


class _Teller:
    """Instants said in a territory’s own time."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def __call__(self, instant: datetime) -> str:
        """« 30 novembre 2026 à 10 h »."""
        local = instant.astimezone(self._zone)
        return f"{long_date(local.date())} à {hour(local.hour * 60 + local.minute)}"


def teller_of(entry: Entry) -> _Teller:
    """Says instants in the time of a territory."""
    return _Teller(ZoneInfo(entry.timezone))
