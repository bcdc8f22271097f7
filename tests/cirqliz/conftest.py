"""Derogations over the real database: the demonstration territory, a carrier with vehicles, officers."""

import io
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fleets import van
from pypdf import PdfReader
from signing import COOKIE, SignedByCookie, some_owner, some_person

from accounts.core.oidc import Client
from accounts.service.provider import add_client
from accounts.service.provider.grants import Descent, new_family, save_token
from accounts.service.vehicles import add_vehicle
from cirqliz.service.asking import Wish
from cirqliz.service.derogations import Derogations
from joptimiz.app import create_app
from joptimiz.holding import Fleets, Persons
from joptimiz.wiring import wire
from rules.model import Source
from tenants.database import Scope, scoped
from tenants.files import read_folder
from tenants.migrate import Addresses
from tenants.opinion import Opinion
from tenants.registry import publish
from tenants.settings import Settings
from tenants.shelf import Shelf
from tenants.who import Role, Who

HOME = "/api/v1/derogations"
RIVIERA = Path(__file__).parents[2] / "tenants/territories/riviera"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def agreed(*_: object) -> Opinion:
    """These rules are published without a second opinion, which other tests are about."""
    return Opinion(0)


@dataclass
class Town:
    """A territory of its own for each test, with the rules of the demonstration."""

    slug: str
    shelf: Shelf
    on: Derogations
    owner: Who
    vehicles: list[UUID]
    officers: list[Who]
    sources: tuple[Source, ...] = field(default=())

    @property
    def carrier(self) -> UUID:
        """The owner’s."""
        assert self.owner.acting is not None
        return UUID(self.owner.acting.carrier)

    def wish(self, kind: str = "occasionnel", number: int = 0, **more: object) -> Wish:
        """A wish for one of the vehicles, or for the carrier where the kind is its own."""
        vehicle = None if kind == "artisan" else self.vehicles[number]
        return Wish(**{"territory": self.slug, "kind": kind, "vehicle": vehicle, "starts_on": TODAY} | more)  # type: ignore[arg-type]

    async def republish(self, before: str, after: str) -> None:
        """The same rules, one thing said otherwise."""
        self.sources = tuple(Source(each.name, each.text.replace(before, after)) for each in self.sources)
        _, geometries = read_folder(RIVIERA)
        base = self.shelf.current().rulebooks[self.slug].number
        await publish(self.slug, self.sources, geometries, base=base, by="test", at=NOW, second=agreed)
        await self.shelf.refresh()


async def officer(slug: str, role: str = "editor", name: str = "Dominique Exemple") -> Who:
    """Somebody of the desk of a territory."""
    who = await some_person(name)
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, $2, $3, 'test')",
            who.person, role, slug,
        )  # fmt: skip
    held = Role(role, slug)  # type: ignore[arg-type]
    return Who(who.person, who.name, who.email, (held,), held)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    """The rulebooks of the towns so far: each is compiled once."""
    return Shelf()


@pytest.fixture(scope="module")
def app(database: Addresses, shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> SignedByCookie:
    """The application over them, whose caller a cookie names."""
    settings = Settings.of({"JOPTIMIZ_DATA": str(tmp_path_factory.mktemp("data"))})
    return SignedByCookie(create_app(wire(settings, shelf, lambda: NOW)))


@pytest.fixture
async def town(database: Addresses, shelf: Shelf) -> Town:
    """Ready to ask and to decide."""
    return await some_town(shelf)


async def some_town(shelf: Shelf) -> Town:
    """One more on this shelf."""
    slug = f"rive-{uuid4().hex[:8]}"
    folder, geometries = read_folder(RIVIERA)
    sources = tuple(Source(each.name, each.text.replace("slug: riviera", f"slug: {slug}")) for each in folder)
    await publish(slug, sources, geometries, base=0, by="test", at=NOW, second=agreed)
    await shelf.refresh()
    owner = await some_owner()
    facts: dict[str, int | str] = {"category": "N1", "gvw_kg": 3500, "critair": "2", "energy": "diesel"}
    made = [await add_vehicle(owner, van(f"AB{100 + n}CD", "", **facts), NOW) for n in range(3)]
    on = Derogations(shelf.current, Fleets(), Persons(), lambda: NOW)
    officers = [await officer(slug, name=name) for name in ("Dominique Exemple", "Claude Exemple")]
    return Town(slug, shelf, on, owner, [one.id for one in made], officers, sources)


def letter_text(answer: httpx.Response) -> str:
    """What a letter says, on one line."""
    assert answer.status_code == 200, answer.text
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    return " ".join(text.split()).replace("\u00a0", " ")


async def some_token(now: datetime, *scopes: str, territory: str = "", carrier: str = "") -> str:
    """An access token of a program of a territory, or of a carrier."""
    whose: dict[str, Any] = {"territory": territory} if territory else {"organisation": carrier}
    client, _ = await add_client(Client("", "Outil", "machine", scopes, **whose), now)
    token = secrets.token_urlsafe(32)
    await save_token(token, "access", " ".join(scopes), Descent(client, new_family(), None), now)
    return token


@dataclass
class Doors:
    """The product over a town, asked by people and programs."""

    http: httpx.AsyncClient
    town: Town

    async def token(self, *scopes: str, territory: str = "", carrier: str = "") -> str:
        """An access token of a program of its own."""
        return await some_token(NOW, *scopes, territory=territory, carrier=carrier)

    async def ask(self, by: str | Who, method: str, path: str = "", **more: Any) -> httpx.Response:
        """One call, by a token or by somebody signed in."""
        headers = {"authorization": f"Bearer {by}"} if isinstance(by, str) else {"cookie": f"{COOKIE}={by.person}"}
        return await self.http.request(method, HOME + path, headers=headers | more.pop("headers", {}), **more)


@pytest.fixture
async def doors(town: Town, app: SignedByCookie) -> AsyncIterator[Doors]:
    """The application, over the rules of the town."""
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # as elsewhere
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        yield Doors(http, town)


def wish(town: Town, number: int = 0, **more: object) -> dict[str, object]:
    """A wish as it is sent."""
    vehicle = str(town.vehicles[number])
    return {"territory": town.slug, "kind": "occasionnel", "vehicle": vehicle, "starts_on": TODAY.isoformat()} | more
