"""What an open editor asks beside its text: what may stand here, what a word means, which days a draft leaves open."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Controller, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from accounts.web.asking import Asked
from admin_ui.rules.asking import who_of
from admin_ui.rules.cases import LONGEST, USUAL, spans
from rules.edits.completion import complete, hover
from rules.edits.units import whole
from rules.engine import FIRST_YEAR, LAST_YEAR
from rules.model import Problem
from tenants.drafts.checking import check_draft
from tenants.drafts.model import Content, file_name
from tenants.drafts.rights import READERS, WRITERS
from tenants.drafts.store import get_content
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.files import MAX_YAML_BYTES


class PlaceIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A place in a text that is being written, line and column from 1."""

    text: Annotated[str, Meta(max_length=MAX_YAML_BYTES)]
    line: Annotated[int, Meta(ge=1, le=1_000_000)]
    column: Annotated[int, Meta(ge=1, le=1_000_000)]


class OfferOut(Struct, frozen=True):
    """One thing that may be written."""

    label: str
    insert: str
    kind: str
    detail: str


class OffersOut(Struct, frozen=True):
    """What may be written at a place."""

    completions: list[OfferOut]


class MeaningOut(Struct, frozen=True):
    """A word and what it means."""

    title: str
    text: str


class HoverOut(Struct, frozen=True):
    """What the word at a place means, or nothing."""

    hover: MeaningOut | None


class CaseIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Who, and where."""

    zone: Annotated[str, Meta(max_length=200)] = ""
    who: Annotated[str, Meta(max_length=40, description="Un des cas que propose la page")] = USUAL


class SpanIn(Struct, forbid_unknown_fields=True, frozen=True, rename={"start": "from", "end": "to"}):
    """A stretch of time, and for whom."""

    start: datetime
    end: datetime
    case: CaseIn = CaseIn()

    @property
    def can_be_told(self) -> bool:
        """Whether its ends say their offsets, follow each other soon enough, within what rules answer for."""
        start, end = self.start, self.end
        if start.tzinfo is None or end.tzinfo is None or not FIRST_YEAR <= start.year <= end.year <= LAST_YEAR:
            return False
        return start < end <= start + LONGEST


class SpansOut(Struct, frozen=True):
    """When a case may be in each zone, by the draft’s own rules."""

    timezone: str
    zones: list[Mapping[str, list[tuple[str, str]]]]


class HelpController(Controller):
    """Nothing here changes anything."""

    path = "/api/v1/territories/{slug:str}/drafts/{draft:uuid}"
    tags = ["Projets"]  # noqa: RUF012
    opt = {"access": "signed", "roles": WRITERS}  # noqa: RUF012  # Litestar’s own convention

    @post("/files/{file:str}/complete", summary="Ce qui peut s’écrire ici", status_code=HTTP_200_OK)
    async def complete(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], file: FromPath[str], data: JSONBody[PlaceIn]
    ) -> OffersOut:
        """With the names that the other files declare."""
        _, content = await get_content(who_of(request, slug, WRITERS).scope(), draft)
        offers = complete(_readable(data), data.line, data.column, _others(content, file))
        return OffersOut([OfferOut(one.label, one.insert, one.kind, one.detail) for one in offers])

    @post("/files/{file:str}/hover", summary="Ce que veut dire un mot", status_code=HTTP_200_OK)
    async def hover(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], file: FromPath[str], data: JSONBody[PlaceIn]
    ) -> HoverOut:
        """A key, a word of the language, or a name."""
        _, content = await get_content(who_of(request, slug, WRITERS).scope(), draft)
        found = hover(_readable(data), data.line, data.column, _others(content, file))
        return HoverOut(MeaningOut(found.title, found.text) if found else None)

    @post("/windows", summary="Les heures permises selon un projet", status_code=HTTP_200_OK, opt={"roles": READERS})
    async def windows(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], data: JSONBody[SpanIn]
    ) -> SpansOut:
        """In one zone of the draft, or in the first one."""
        found, content = await get_content(who_of(request, slug, READERS).scope(), draft)
        if not data.can_be_told:
            problem = Problem(
                "horizon", f"« to » doit suivre « from », de {LONGEST.days} jours au plus.", pointer="/to"
            )
            raise Unreadable("horizon", "Cette période n’est pas recevable.", problems=(problem,))
        checked = await check_draft(found, content)
        if checked.bundle is None:
            raise Conflict("draft-unsound", "Ce projet a encore des problèmes.", "Corrigez-les d’abord.")
        zone = data.case.zone or next(iter(checked.bundle.zones), "")
        if zone not in checked.bundle.zones:
            raise NotFound("zone-unknown", "Cette zone n’est pas dans le projet.")
        return SpansOut(
            checked.bundle.territory.timezone, [spans(checked.bundle, data.case.who, zone, data.start, data.end)]
        )


def _readable(data: PlaceIn) -> str:
    if not whole(data.text):
        raise Unreadable("text-unreadable", "Ce texte contient un caractère qui n’existe pas.")
    return data.text


def _others(content: Content, file: str) -> list[str]:
    """The other files; raises `NotFound` for a file the draft has not."""
    if all(each.name != file_name(file) for each in content.files):
        raise NotFound("file-unknown", "Ce fichier n’est pas dans le projet.")
    return [each.text for each in content.files if each.name != file_name(file)]
