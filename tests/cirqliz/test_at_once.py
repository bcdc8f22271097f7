"""A right that is suspended stops at the next question, on every node."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from served import free_port, product
from signing import NOW, some_owner

from accounts.service.sessions import open_session
from cirqliz.service.asking import ask
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.keeping import keep
from tenants.database import NOBODY, scoped
from tenants.migrate import Addresses
from tenants.who import Who

from .conftest import Town


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
    """Forbidden, allowed once granted, forbidden again once suspended; to the carrier alone."""
    cookies = await session_of(town.owner)
    case = {
        "vehicle": {}, "at": "2026-11-24T15:00:00+01:00", "territory": town.slug, "zone": "ztl-centre",
        "activity": "supply", "holder": {"vehicle": str(town.vehicles[0])},
    }  # fmt: skip
    with httpx.Client(cookies=cookies, timeout=20) as browser:

        def verdicts() -> list[str]:
            return [browser.post(f"{node}/api/v1/decisions", json=case).json()["verdict"] for node in nodes]

        assert verdicts() == ["forbidden"] * 2
        (found,) = await ask(town.on, town.owner, uuid4(), [town.wish()])
        (outcome,) = await decide(town.on, town.officers[0], [found.id], Decision(granted=True, reason=""))
        assert verdicts() == ["allowed"] * 2
        assert outcome.derogation is not None
        await keep(town.on, town.officers[0], outcome.derogation, "suspend", "Contrôle.")
        assert verdicts() == ["forbidden"] * 2
        several = browser.post(f"{nodes[0]}/api/v1/decisions", json={"cases": [case]}).json()["decisions"]
        assert several[0]["verdict"] == "forbidden"
    assert httpx.post(f"{nodes[0]}/api/v1/decisions", json=case).status_code == 401
    stranger = await session_of(await some_owner())
    assert httpx.post(f"{nodes[0]}/api/v1/decisions", json=case, cookies=stranger).status_code == 404
