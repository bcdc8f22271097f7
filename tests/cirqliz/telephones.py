"""A carrier and its telephones, before the doors of the product: for tests of them."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest
from signing import COOKIE, SignedByCookie
from visits import HERE

from accounts.core.limits import SCANS
from accounts.service.throttle import forget
from cirqliz.core.passes.stamps import stamped
from joptimiz.app import create_app
from joptimiz.wiring import Services, wire
from tenants.database import Scope, scoped
from tenants.keys.curve import b64
from tenants.settings import Settings
from tenants.shelf import Shelf

from .conftest import NOW, Town, some_town
from .signers import TestSigner
from .test_desk_pages import Desk
from .test_passes import granted
from .test_stamps import device

MINE = "/derogations/laissez-passer"


@dataclass
class Telephone:
    """A telephone, with a key of its own, before the public doors."""

    http: httpx.AsyncClient
    signer: TestSigner = field(default_factory=TestSigner)
    token: str = ""
    at: datetime = NOW

    async def take(self, link: str, status: int | None = 200) -> dict[str, object]:
        """Open a link."""
        territory, _, secret = link.partition(".")
        proof = self.signer.sign(b"joptimiz phone 1\0" + secret.encode() + device(self.signer))
        body = {"territory": territory, "secret": secret, "key": b64(device(self.signer)), "signature": b64(proof)}
        told = await self.post("/laissez-passer/telephone", body, status)
        self.token = str(told.get("token", self.token))
        return told

    async def ask(self, status: int = 200, *, off: int = 0) -> dict[str, object]:
        """Ask for the pass anew, by a clock that is off by so many seconds."""
        return await self.post("/laissez-passer/code", {"code": self.code(off)}, status)

    def code(self, off: int = 0) -> str:
        """What it shows now."""
        return stamped(self.token, self.at + timedelta(seconds=off), self.signer.sign)

    async def post(self, path: str, body: Mapping[str, object], status: int | None) -> dict[str, object]:
        """Send something; what is told."""
        answer = await self.http.post(path, json=body)
        assert status in (None, answer.status_code), answer.text
        assert answer.headers["cache-control"] == "no-store"
        told: dict[str, object] = answer.json()
        assert told["at"] == self.at.timestamp()
        return told


@dataclass
class Fleet:
    """A carrier that holds a right with three telephones, and the product whose clock may be set."""

    town: Town
    right: UUID
    owner: Desk
    services: Services
    hour: list[datetime]
    http: httpx.AsyncClient

    @property
    def page(self) -> str:
        """The telephones of the right."""
        return f"{MINE}/telephones/{self.town.slug}/{self.right}"

    async def at(self, hour: datetime) -> None:
        """Set the clock; who scanned from here at another hour is forgotten."""
        self.hour[0] = hour
        await forget(SCANS, "127.0.0.1")

    def telephone(self) -> Telephone:
        """Another one."""
        return Telephone(self.http, at=self.hour[0])

    async def link(self, label: str = "") -> str:
        """A new link: what stands after the number sign."""
        return await self.given(self.page, label)

    async def given(self, path: str, label: str = "") -> str:
        """What a form answers: a page that shows a link."""
        bound = re.findall(r'name="form" value="(\w+)"', (await self.owner.client.get("/compte")).text)[-1]
        sent = {"form": bound, "label": label}
        answer = await self.owner.client.post(path, data=sent, headers={"origin": HERE})
        assert answer.headers["cache-control"] == "no-store"
        found = re.search(rf'value="{re.escape(HERE)}/laissez-passer#([^"]+)"', answer.text)
        assert found, answer.text
        return found[1]

    async def enrolled(self, label: str = "") -> Telephone:
        """A telephone that took its link."""
        made = self.telephone()
        await made.take(await self.link(label))
        return made

    async def row(self, label: str) -> dict[str, object]:
        """What is kept of a telephone."""
        async with scoped(Scope(self.town.slug)) as connection:
            row = await connection.fetchrow("SELECT * FROM pass_phone WHERE label = $1 AND state <> 'ended'", label)
        return dict(row or {})

    async def end(self, label: str) -> str:
        """Remove one."""
        return await self.owner.send(f"{self.page}/{(await self.row(label))['id']}/retirer", 303)

    async def end_all(self) -> None:
        """None is left: the next test has room."""
        async with scoped(Scope(self.town.slug, role="automatic")) as connection:
            await connection.execute("UPDATE pass SET state = 'revoked' WHERE phone IS NOT NULL")
            await connection.execute("UPDATE pass_phone SET state = 'ended', ended_at = $1 WHERE state <> 'ended'", NOW)


@pytest.fixture(scope="module")
async def town(shelf: Shelf, database: object) -> Town:
    """One for all these tests."""
    return await some_town(shelf)


@pytest.fixture(scope="module")
async def right(town: Town) -> UUID:
    """Held by the whole carrier; its rulebook lets three telephones show it."""
    return await granted(town, "artisan")


@pytest.fixture
async def fleet(house: Fleet) -> Fleet:
    """No telephone enrolled, at the usual hour."""
    await house.at(NOW)
    await house.end_all()
    return house


@pytest.fixture(scope="module")
async def house(town: Town, right: UUID, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Fleet]:
    """The product over the town."""
    hour = [NOW]
    settings = Settings.of({"JOPTIMIZ_DATA": str(tmp_path_factory.mktemp("data"))})
    services = wire(settings, town.shelf, lambda: hour[0])
    transport = httpx.ASGITransport(SignedByCookie(create_app(services)))  # type: ignore[arg-type]  # as elsewhere
    async with (
        httpx.AsyncClient(transport=transport, base_url=HERE) as client,
        httpx.AsyncClient(transport=transport, base_url=HERE) as nobody,
    ):
        client.cookies.set(COOKIE, str(town.owner.person))
        yield Fleet(town, right, Desk(client, town, town.owner), services, hour, nobody)
