"""A right that is suspended stops at the next question, on every node."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from ports import free_port
from served import product
from signing import NOW, some_owner

from accounts.service.sessions import open_session
from cirqliz.service.asking import ask
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.keeping import keep
from cirqliz.service.passes.showing import Looked, draw_codes, page_own
from tenants.database import NOBODY, scoped
from tenants.migrate import Addresses
from tenants.who import Who

from .conftest import NOW as TODAY_AT
from .conftest import Town
from .test_passes import some_keys


async def session_of(who: Who) -> dict[str, str]:
    """The cookie of somebody signed in, acting where they hold their one role."""
    async with scoped(NOBODY) as connection:
        token = await open_session(connection, who.person, ("password",), "essai", NOW)
    return {"joptimiz": token}


@pytest.fixture
def nodes(database: Addresses, town: Town, tmp_path: Path) -> Iterator[list[str]]:
    """Two processes over the same database."""
    with (
        product(database.runtime, free_port(), tmp_path / "a", {}) as one,
        product(database.runtime, free_port(), tmp_path / "b", {"JOPTIMIZ_NODE": "b"}) as two,
    ):
        yield [one, two]


async def test_a_suspension_is_known_on_both_nodes(nodes: list[str], town: Town) -> None:
    """Forbidden, allowed once granted, forbidden again once suspended; to the carrier alone; its pass to anybody."""
    cookies = await session_of(town.owner)
    case = {
        "vehicle": {}, "at": "2026-11-24T15:00:00+01:00", "territory": town.slug, "zone": "ztl-centre",
        "activity": "supply", "holder": {"vehicle": str(town.vehicles[0])},
    }  # fmt: skip
    async with httpx.AsyncClient(timeout=20) as anybody, httpx.AsyncClient(cookies=cookies, timeout=20) as browser:

        async def verdicts() -> list[str]:
            answers = [await browser.post(f"{node}/api/v1/decisions", json=case) for node in nodes]
            return [answer.json()["verdict"] for answer in answers]

        assert await verdicts() == ["forbidden"] * 2
        (found,) = await ask(town.on, town.owner, uuid4(), [town.wish()])
        (outcome,) = await decide(town.on, town.officers[0], [found.id], Decision(granted=True, reason=""))
        assert await verdicts() == ["allowed"] * 2
        (code,) = await draw_codes(some_keys(), (await page_own(town.owner, Looked(), TODAY_AT))[0], TODAY_AT)

        async def suspended() -> list[bool]:
            answers = [await anybody.get(f"{node}/P/{code.token}") for node in nodes]
            return [">SUSPENDU<" in answer.text for answer in answers]

        assert await suspended() == [False] * 2
        assert outcome.derogation is not None
        await keep(town.on, town.officers[0], outcome.derogation, "suspend", "Contrôle.")
        assert await verdicts() == ["forbidden"] * 2
        assert await suspended() == [True] * 2
        several = await browser.post(f"{nodes[0]}/api/v1/decisions", json={"cases": [case]})
        assert several.json()["decisions"][0]["verdict"] == "forbidden"
        assert (await anybody.post(f"{nodes[0]}/api/v1/decisions", json=case)).status_code == 401
        other = await session_of(await some_owner())
    async with httpx.AsyncClient(cookies=other, timeout=20) as stranger:
        assert (await stranger.post(f"{nodes[0]}/api/v1/decisions", json=case)).status_code == 404
