"""`/api/v1/territories/{slug}/lenders`: what other territories published, and brought to a draft of one’s own."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from accounts.web.asking import Asked
from accounts.web.pages import now_of
from admin_ui.rules.asking import who_of
from tenants.borrowing import Choice, alike, borrow, get_offered, get_ours, list_lenders
from tenants.drafts.rights import WRITERS


class LenderOut(Struct, frozen=True):
    """A territory, and its version in force."""

    slug: str
    name: str
    version: int


class LendersOut(Struct, frozen=True):
    """One page of them."""

    lenders: list[LenderOut]
    pages: int


class OfferOut(Struct, frozen=True):
    """An order that may be brought."""

    order: str
    title: str
    rules: list[str]
    zones: list[str]


class OfferedOut(Struct, frozen=True):
    """What a territory offers; `alike` says which zone of yours each of its zones resembles."""

    source: str
    orders: list[OfferOut]
    alike: dict[str, str]


class BorrowIn(Struct, forbid_unknown_fields=True, frozen=True):
    """What is wanted; a zone without one of yours becomes one to draw."""

    orders: Annotated[list[str], Meta(max_length=1_000)]
    zones: dict[str, str] = {}
    draft: Annotated[UUID | None, Meta(description="Le projet complété\u00a0; sans lui, un nouveau")] = None
    title: Annotated[str, Meta(max_length=400)] = ""


class ToDrawOut(Struct, frozen=True):
    """A zone to draw, and where its tracé goes."""

    zone: str
    name: str
    path: str


class BorrowedOut(Struct, frozen=True):
    """The draft, and what it still needs."""

    draft: UUID
    renamed: dict[str, str]
    to_draw: list[ToDrawOut]


class LenderController(Controller):
    """Published rulebooks of other territories."""

    path = "/api/v1/territories/{slug:str}/lenders"
    tags = ["Projets"]  # noqa: RUF012
    opt = {"access": "signed", "roles": WRITERS}  # noqa: RUF012  # Litestar’s own convention

    @get("/", summary="Les règlements que l’on peut reprendre")
    async def list(
        self, request: Asked, slug: FromPath[str], q: FromQuery[str] = "",
        page: Annotated[int, Meta(ge=0, le=10_000)] = 0,
    ) -> LendersOut:  # fmt: skip
        """Twenty a page."""
        who_of(request, slug, WRITERS)
        found, pages = await list_lenders(slug, q, page)
        return LendersOut([LenderOut(one.slug, one.name, one.rulebook) for one in found], pages)

    @get("/{lender:str}", summary="Les arrêtés d’un autre territoire")
    async def offer(self, request: Asked, slug: FromPath[str], lender: FromPath[str]) -> OfferedOut:
        """Those that have rules."""
        who = who_of(request, slug, WRITERS)
        offered = await get_offered(slug, lender)
        orders = [OfferOut(one.order, one.title, [*one.rules], [*one.zones]) for one in offered.orders]
        near = alike(offered, await get_ours(who, None, now_of(request)))
        return OfferedOut(offered.source, orders, {zone: ours for zone, ours in near.items() if ours})

    @post("/{lender:str}", summary="Reprendre des arrêtés dans un projet")
    async def bring(
        self, request: Asked, slug: FromPath[str], lender: FromPath[str], data: JSONBody[BorrowIn]
    ) -> BorrowedOut:
        """Nothing is published."""
        who, at = who_of(request, slug, WRITERS), now_of(request)
        offered = await get_offered(slug, lender)
        ours = await get_ours(who, data.draft, at)
        draft, carried = await borrow(who, offered, ours, Choice(data.orders, data.zones, data.title), at)
        drawn = [ToDrawOut(one.id, one.name, one.path) for one in carried.to_draw]
        return BorrowedOut(draft, dict(carried.renamed), drawn)
