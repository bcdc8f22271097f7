"""`GET /api/v1/territories/{slug}/rulebooks…`: every version ever published, as its canonical bytes."""

from datetime import datetime
from typing import Annotated

from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.status_codes import HTTP_304_NOT_MODIFIED
from msgspec import Meta, Struct

from rules.bundle import Bundle
from tenants.answers import get_rulebook
from tenants.errors import NotFound
from tenants.registry import Version, list_versions
from tenants.snapshot import Rulebook

PAGE = 100


class VersionOut(Struct, frozen=True):
    """A published version."""

    rulebook: str
    number: int
    sha256: str
    published_at: datetime


class VersionsOut(Struct, frozen=True):
    """Versions, newest first; `next` is the `before` of the page that follows."""

    rulebooks: list[VersionOut]
    next: int | None


class Counts(Struct, frozen=True):
    """How many of each a version holds; rules as their authors wrote them."""

    orders: int
    zones: int
    rules: int
    rights: int
    days: int
    tests: int

    @classmethod
    def of(cls, bundle: Bundle) -> "Counts":
        """The counts of a bundle."""
        rules = {rule.name for rule in bundle.rules}
        return cls(
            len(bundle.orders), len(bundle.zones), len(rules), len(bundle.rights), len(bundle.days), len(bundle.tests)
        )


class VersionDetail(VersionOut, frozen=True):
    """A published version, and what it holds."""

    counts: Counts
    bundle: Annotated[str, Meta(description="Adresse de ses octets canoniques (RFC 8785)")]


class RulebookController(Controller):
    """What was published; public."""

    path = "/api/v1/territories/{slug:str}/rulebooks"
    tags = ["Territoires"]  # noqa: RUF012
    opt = {"access": "public"}  # noqa: RUF012

    @get("/", summary="Les versions du règlement d’un territoire")
    async def list_rulebooks(
        self, request: Request[object, object, State], slug: FromPath[str], before: FromQuery[int | None] = None
    ) -> VersionsOut:
        """Newest first, a hundred at a time."""
        versions = await _versions(request, slug)
        older = [version for version in reversed(versions) if before is None or version.number < before]
        page = [_out(slug, version) for version in older[:PAGE]]
        return VersionsOut(page, page[-1].number if len(older) > PAGE else None)

    @get("/{number:int}", summary="Une version du règlement")
    async def get_version(
        self, request: Request[object, object, State], slug: FromPath[str], number: FromPath[int]
    ) -> VersionDetail:
        """Its hash, its date and what it holds."""
        version, book = await _find(request, slug, number)
        address = f"/api/v1/territories/{slug}/rulebooks/{number}/bundle"
        return VersionDetail(book.ref, number, version.sha256, version.published_at, Counts.of(book.bundle), address)

    @get("/{number:int}/bundle", summary="Les octets d’une version (JSON canonique, non signé)")
    async def get_bundle(
        self, request: Request[object, object, State], slug: FromPath[str], number: FromPath[int]
    ) -> Response[bytes]:
        """They never change; the entity tag is their SHA-256."""
        version, book = await _find(request, slug, number)
        tag = f'"{version.sha256}"'
        headers = {"etag": tag, "cache-control": "public, max-age=31536000, immutable"}
        if request.headers.get("if-none-match") == tag:
            return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
        return Response(book.bundle.canonical, headers=headers, media_type="application/json")


async def _find(request: Request[object, object, State], slug: str, number: int) -> tuple[Version, Rulebook]:
    """A version and its rulebook; raises `NotFound`."""
    version = next((each for each in await _versions(request, slug) if each.number == number), None)
    if version is None:
        detail = f"{slug} n’a pas publié de version {number} : voyez /api/v1/territories/{slug}/rulebooks."
        raise NotFound("rulebook-unknown", "Cette version n’existe pas.", detail)
    return version, await request.app.state.services.history.rulebook(slug, number)


async def _versions(request: Request[object, object, State], slug: str) -> tuple[Version, ...]:
    """Every version of a territory, oldest first; raises `NotFound`."""
    get_rulebook(request.app.state.shelf.current(), slug)
    return await list_versions(slug)


def _out(slug: str, version: Version) -> VersionOut:
    return VersionOut(f"{slug}@{version.number}", version.number, version.sha256, version.published_at)
