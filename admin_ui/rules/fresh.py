"""`/territoire/reglement/nouvelle`: a rule from a template, all that it says beside its form, then a draft."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, seen, show
from admin_ui.rules.cases import CASES, USUAL
from admin_ui.rules.pages import entry_of
from admin_ui.rules.seen import See, seen_of
from rules.bundle import Bundle
from rules.edits.names import names_of
from rules.model import Problem
from rules.vocabulary import DAYS
from tenants.drafts.rights import WRITERS, scope_of
from tenants.errors import Failure, Unreadable
from tenants.files import is_own
from tenants.opening.placing import Wanted
from tenants.opening.reference import Reference
from tenants.opening.templating import Ground, Template, templates
from tenants.proposing import Choice, Proposed, propose, read_base, start_from
from tenants.registry import Entry, find_rulebook

HERE = "/territoire/reglement/nouvelle"
DAY_WORDS: Mapping[str, str] = dict(zip(DAYS, ("lu", "ma", "me", "je", "ve", "sa", "di"), strict=True))
DAY_NAMES: Mapping[str, str] = dict(
    zip(DAYS, ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"), strict=True)
)
COMMUNE = "commune:"

type Form = Mapping[str, str]


class FreshPages(Controller):
    """One screen, from a template to a draft."""

    path = HERE
    opt = {"access": "signed", "roles": WRITERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def choose(self, request: Asked, modele: FromQuery[str] = "") -> Response[str]:
        """The templates, and the form of one of them."""
        return await _page(request, {"modele": modele})

    @post("/", status_code=HTTP_200_OK)
    async def write(self, request: Asked) -> Redirect | Response[str]:
        """The draft; or the form again, with what it would write when that was asked, or what is wrong."""
        form, who = await form_of(request), get_signed(request).who
        desk = await _Desk.of(request, form)
        proposed = await desk.propose(now_of(request))
        if "voir" in form or desk.template is None:
            return await _page(request, form, desk, proposed)
        if not proposed.text or proposed.checked.problems:
            failure = Unreadable(
                "rule-unsound", "Cette règle n’est pas encore écrite\u00a0: corrigez ce qui suit.",
                problems=proposed.checked.problems[:50],
            )  # fmt: skip
            return await _page(request, form, desk, proposed, failure)
        try:
            draft = await start_from(
                who, form.get("titre", "").strip() or desk.template.name, proposed, now_of(request)
            )
        except Failure as failure:
            return await _page(request, form, desk, proposed, failure)
        return seen(f"/territoire/projets/{draft.id}")

    @post("/apercu", status_code=HTTP_200_OK)
    async def preview(self, request: Asked) -> Response[str]:
        """What the form would write, as a piece of its page."""
        form = await form_of(request)
        desk = await _Desk.of(request, form)
        proposed = await desk.propose(now_of(request))
        return show(request, "proposed.html", proposed=proposed, see=desk.see(proposed, now_of(request)), form=form)


class _Desk:
    """A form read over the version in force."""

    def __init__(self, entry: Entry, bundle: Bundle | None, texts: Mapping[str, str], form: Form, today: date) -> None:
        self.entry = entry
        self.bundle = bundle
        self.form = form
        self.today = today
        self.template: Template | None = templates().get(form.get("modele", ""))
        names = names_of(texts.values())
        self.zones = names.get("zones", {})
        self.orders = names.get("orders", {})
        self.members = bundle.territory.members if bundle else ()

    @classmethod
    async def of(cls, request: Asked, form: Form) -> "_Desk":
        """The desk of whoever asks."""
        entry = await entry_of(scope_of(get_signed(request).who, WRITERS))
        sources, _ = await read_base(entry.slug, entry.rulebook)
        book = await find_rulebook(entry.slug, entry.rulebook) if entry.rulebook else None
        texts = {source.name: source.text for source in sources if is_own(source.name)}
        today = now_of(request).astimezone(ZoneInfo(entry.timezone)).date()
        return cls(entry, book.bundle if book else None, texts, form, today)

    async def propose(self, at: datetime) -> Proposed:
        """What the form would write."""
        wrong = self._wrong()
        if self.template is None or wrong:
            return Proposed.refused(wrong)
        given = {one.name: self._given(one.name, one.kind) for one in self.template.parameters}
        return await propose(self.entry.slug, self.entry.rulebook, Choice(self.template, given, self._wanted()), at)

    def _wrong(self) -> tuple[Problem, ...]:
        zone, found = self.form.get("zone", ""), []
        if zone not in self.zones and zone.removeprefix(COMMUNE) not in self.members:
            found.append(Problem("zone", "Choisissez la zone où la règle vaut.", pointer="/zone"))
        if self.form.get("signe") and self._signed() is None:
            said = "Cette date n’est pas lisible\u00a0: donnez l’année, le mois et le jour."
            found.append(Problem("signed", said, pointer="/signe"))
        return tuple(found)

    def _given(self, name: str, kind: str) -> str:
        if kind == "days":
            return ",".join(day for day in DAYS if f"{name}.{day}" in self.form)
        return self.form.get(name, "")

    def _signed(self) -> date | None:
        try:
            return date.fromisoformat(self.form.get("signe", ""))
        except ValueError:
            return None

    def _wanted(self) -> Wanted:
        zone = self.form.get("zone", "")
        commune = zone.removeprefix(COMMUNE) if zone not in self.zones else ""
        ground = Ground(
            f'{{communes: ["{commune}"]}}', f"toute la commune {commune}", self.today,
            sandbox=bool(self.bundle and self.bundle.territory.demonstration), ordered=bool(self.form.get("arrete")),
            drawn=not commune,
        )  # fmt: skip
        order, article = (" ".join(self.form.get(name, "").split())[:60] for name in ("arrete", "article"))
        return Wanted(ground, "" if commune else zone, order, self._signed(), article)

    def see(self, proposed: Proposed, at: datetime) -> See | None:
        """What the proposed rules say, for the case looked at."""
        return seen_of(proposed, self.form.get("cas", USUAL), at, self.today)


async def _page(
    request: Asked, form: Form, desk: _Desk | None = None, proposed: Proposed | None = None,
    failure: Failure | None = None,
) -> Response[str]:  # fmt: skip
    desk, reference = desk or await _Desk.of(request, form), cast("Reference", request.app.state["reference"])
    communes = await asyncio.to_thread(reference.names_of, desk.members)
    return show(
        request, "fresh.html", failure.status if failure else 200, failure=failure, entry=desk.entry, form=form,
        templates=templates(), model=desk.template, zones=desk.zones, orders=desk.orders, communes=communes,
        members=(*communes, *(code for code in desk.members if code not in communes)),
        today=desk.today, day_words=DAY_WORDS, day_names=DAY_NAMES, cases=CASES, proposed=proposed, here=HERE,
        see=desk.see(proposed, now_of(request)) if proposed else None, filled="modele" in form and len(form) > 1,
    )  # fmt: skip
