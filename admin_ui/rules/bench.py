"""`…/banc`: a case asked of a draft and of the version in force, side by side; kept as a test when one wants it."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, seen, show
from admin_ui.rules.cases import CASES, USUAL, answer, others, profile_of
from admin_ui.rules.pages import entry_of, zones_of
from rules.bundle import Bundle
from rules.clock import readings
from rules.edits.form import form
from rules.edits.revise import Add
from rules.edits.tree import Value
from rules.explain.compose import explain
from rules.model import Case, Problem, Verdict
from rules.remedies import Options, remedies
from rules.texts.answers import VERDICTS
from tenants.drafts.checking import check_draft
from tenants.drafts.editing import Hand
from tenants.drafts.model import Content
from tenants.drafts.revising import revise_draft
from tenants.drafts.rights import READERS, WRITERS, scope_of
from tenants.drafts.store import get_content
from tenants.errors import Conflict, Failure, NotFound, Unreadable
from tenants.registry import find_rulebook

MOST_REMEDIES = 5

type Asking = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A rule that decides, and where it is written."""

    rule: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What one set of rules answers."""

    title: str
    verdict: Verdict
    sentences: tuple[str, ...]
    lines: tuple[Line, ...]
    remedies: tuple[str, ...] = ()
    """The smallest changes that would open, cheapest first."""
    tried: str = ""
    """What was tried in vain, when none does."""

    @property
    def said(self) -> str:
        """« Interdit »."""
        return VERDICTS[self.verdict]


class BenchPages(Controller):
    """The test bench of a draft."""

    path = "/territoire/projets/{draft:uuid}/banc"
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def ask(self, request: Asked, draft: FromPath[UUID]) -> Response[str]:
        """The form; both answers once it is filled."""
        return await _page(request, draft, dict(request.query_params.items()))

    @post("/", opt={"roles": WRITERS})
    async def keep(self, request: Asked, draft: FromPath[UUID]) -> Redirect | Response[str]:
        """Keep the case as a test that expects what the draft answers."""
        sent, who = await form_of(request), get_signed(request).who
        try:
            bundle, _, _ = await _stood(request, draft)
            at, zone = _instant(sent, bundle), sent.get("zone", "")
            if zone not in bundle.zones:
                raise NotFound("zone-unknown", "Cette zone n’est pas dans le projet.")
            name, file = " ".join(sent.get("nom", "").split())[:120], sent.get("file", "")
            if not name:
                said = Problem("test-name", "Donnez un nom à cet essai.", pointer="/nom")
                raise Unreadable("test-name", "Cet essai n’a pas de nom.", problems=(said,))
            edit = Add("tests", name, _trial(bundle, sent.get("cas", USUAL), zone, at))
            await revise_draft(Hand(who, draft, now_of(request), "formulaire"), file, (edit,))
        except Failure as failure:
            return await _page(request, draft, sent, failure)
        return seen(f"/territoire/projets/{draft}")


def _trial(bundle: Bundle, case: str, zone: str, at: datetime) -> Mapping[str, Value]:
    """A test as the language writes it."""
    facts = dict(profile_of(case).facts)
    activity, wall = str(facts.pop("activity")), at.astimezone(ZoneInfo(bundle.territory.timezone))
    decided = answer(bundle, case, zone, at)
    names = {rule.id: rule.name for rule in bundle.rules}
    by: list[Value] = [*sorted({names[one.rule] for each in decided.zones for one in each.reasons})]
    vehicle: dict[str, Value] = {fact: str(value) for fact, value in facts.items()}
    kept: dict[str, Value] = {
        "at": f"{wall:%Y-%m-%dT%H:%M}", "zone": zone, "vehicle": vehicle, "activity": activity,
        "expect": decided.verdict.word,
    }  # fmt: skip
    return kept | ({"by": by} if by else {})


async def _stood(request: Asked, draft: UUID) -> tuple[Bundle, Content, Bundle | None]:
    """The draft as it compiles, and the version in force; raises `Conflict` where it does not."""
    scope = scope_of(get_signed(request).who, READERS)
    entry = await entry_of(scope)
    found, content = await get_content(scope, draft)
    checked = await check_draft(found, content)
    if checked.bundle is None:
        raise Conflict("draft-unsound", "Ce projet a encore des problèmes.", "Corrigez-les, puis revenez.")
    book = await find_rulebook(entry.slug, entry.rulebook) if entry.rulebook else None
    return checked.bundle, content, book.bundle if book else None


def _instant(asked: Asking, bundle: Bundle) -> datetime:
    """The first instant a local date and time names; raises `Unreadable`."""
    try:
        wall = datetime.fromisoformat(asked.get("quand", ""))
        if wall.tzinfo is None and 2000 <= wall.year <= 2100:
            return readings(wall, ZoneInfo(bundle.territory.timezone))[0]
    except (ValueError, IndexError):
        pass
    said = Problem("instant", "Donnez une date et une heure du territoire.", pointer="/quand")
    raise Unreadable("instant", "Cet instant n’est pas lisible.", problems=(said,))


async def _page(request: Asked, draft: UUID, asked: Asking, failure: Failure | None = None) -> Response[str]:
    scope = scope_of(get_signed(request).who, READERS)
    entry = await entry_of(scope)
    found, _ = await get_content(scope, draft)
    answers: tuple[Answered, ...] = ()
    content: Content | None = None
    bundle: Bundle | None = None
    try:
        bundle, content, old = await _stood(request, draft)
        if "zone" in asked and failure is None:
            # The search for a way out may take a moment: others are answered meanwhile.
            answers = await asyncio.to_thread(_listed, bundle, old, content, asked, entry.rulebook)
    except Failure as refused:
        failure = failure or refused
    now = now_of(request).astimezone(ZoneInfo(entry.timezone))
    may = scope.role in WRITERS and found.state == "open"
    return show(
        request, "bench.html", failure.status if failure else 200, failure=failure, entry=entry, draft=found,
        asked={"quand": f"{now:%Y-%m-%dT%H:%M}", **asked}, cases=CASES, answers=answers, may=may,
        zones=zones_of(content, bundle) if content else (), files=_files(content) if content else (),
    )  # fmt: skip


def _files(content: Content) -> list[str]:
    """Where a test may be written, what the draft wrote first."""
    files = sorted(content.files, key=lambda file: not file.revision)
    return [file.name for file in files if file.name != "territory.yaml"]


def _listed(
    new: Bundle, old: Bundle | None, content: Content, asked: Asking, number: int
) -> tuple[Answered, ...]:  # fmt: skip
    return tuple(_answers(new, old, content, asked, number))


def _answers(new: Bundle, old: Bundle | None, content: Content, asked: Asking, number: int) -> Iterator[Answered]:
    """Of the draft, then of the version in force."""
    at, zone, case = _instant(asked, new), asked.get("zone", ""), asked.get("cas", USUAL)
    if zone not in new.zones:
        raise NotFound("zone-unknown", "Cette zone n’est pas dans le projet.")
    lines = {
        item.name: Line(str(item.name), file.name, item.line)
        for file in content.files
        for section in form(file.text, problems=()).sections if section.key == "rules"
        for item in section.items
    }  # fmt: skip
    for title, bundle in (("Ce projet", new), (f"Version {number}, en vigueur", old)):
        if bundle is None or zone not in bundle.zones:
            continue
        decided = answer(bundle, case, zone, at)
        said = explain(bundle, Case(profile_of(case), at, (zone,)), decision=decided)
        names = {rule.id: rule.name for rule in bundle.rules}
        named = dict.fromkeys(names[one.rule] for each in decided.zones for one in each.reasons)
        shown = tuple(lines[rule] for rule in named if rule in lines) if bundle is new else ()
        mended = remedies(
            bundle, Case(profile_of(case), at, (zone,)), Options(vehicles=others(case), most=MOST_REMEDIES)
        )
        yield Answered(
            title, said.verdict, tuple(one.text for one in said.sentences), shown,
            tuple(one.message for one in mended.found), mended.none.message if mended.none else "",
        )  # fmt: skip
