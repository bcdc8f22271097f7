"""A closed territory opened anew: under a name of its own, its former names and proofs kept."""

from datetime import datetime
from pathlib import Path

import pytest

from joptimiz.owners import OWNERS
from tenants.database import NOBODY, scoped
from tenants.errors import Conflict
from tenants.migrate import Addresses
from tenants.opening.closing import export_territory, purge_exported
from tenants.opening.drafting import Choices
from tenants.opening.opening import get_standing, open_territory, propose_for
from tenants.opening.proposal import get_authority
from tenants.opening.reference import Reference
from tenants.registry import publish


async def opened(reference: Reference, number: str, now: datetime) -> str:
    """A territory with one published version."""
    proposal = await propose_for(reference, get_authority(reference.table, number), now)
    made, _ = await open_territory(reference, proposal, Choices(), by="test", at=now, sandbox=False)
    await publish(made.slug, *made.folder, base=0, by="test", at=now)
    return made.slug


async def close(slug: str, archive: Path, now: datetime) -> None:
    """Both steps."""
    await export_territory(slug, archive, OWNERS, by="test", at=now)
    await purge_exported(slug, archive, OWNERS, by="test")


async def test_a_closed_one_is_opened_anew(
    database: Addresses, reference: Reference, now: datetime, tmp_path: Path
) -> None:
    """As often as one likes, under a name of its own each time; the proofs and archives of the former ones stay."""
    number, slugs = "200068856", []
    for rank in range(3):
        slugs.append(await opened(reference, number, now))
        with pytest.raises(Conflict, match="déjà ouvert"):
            await propose_for(reference, get_authority(reference.table, number), now)
        if rank < 2:
            await close(slugs[-1], tmp_path / f"{rank}.zip", now)
    assert slugs == [slugs[0], f"{slugs[0]}-{number}", f"{slugs[0]}-{number}-2"]
    assert [(await get_standing(slug)).state for slug in slugs] == ["closed", "closed", "open"]
    assert [(await get_standing(slug)).siren for slug in slugs] == [number] * 3
    async with scoped(NOBODY) as connection:
        proofs = await connection.fetch(
            "SELECT after ->> 'territory' AS slug FROM national_audit WHERE table_name = 'purge_territory'"
            " AND after ->> 'territory' = ANY($1)",
            slugs,
        )
    assert sorted(row["slug"] for row in proofs) == slugs[:2]


async def test_the_name_of_a_closed_one_serves_nobody_else(
    database: Addresses, reference: Reference, now: datetime, tmp_path: Path
) -> None:
    """What was published under it would be told apart by nothing: the refusal says so, and nothing is written."""
    slug = await opened(reference, "200040798", now)
    await close(slug, tmp_path / "adieu.zip", now)
    proposal = await propose_for(reference, get_authority(reference.table, "200040798"), now)
    with pytest.raises(Conflict, match="déjà pris") as refused:
        await open_territory(reference, proposal, Choices(slug=slug), by="test", at=now, sandbox=False)
    assert "territoire fermé" in refused.value.detail
    assert (await get_standing(slug)).state == "closed"
