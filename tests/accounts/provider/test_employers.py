"""Which territory an agent is led to, by the SIRET of their employer."""

from accounts.service.employers import Employer, find_employer
from tenants.database import Scope, scoped
from tenants.migrate import Addresses


async def test_an_alias_leads_to_its_territory_a_commune_to_the_one_around_it(database: Addresses) -> None:
    """A closed territory, or two at once, lead to none."""
    async with scoped(Scope(door="test")) as connection:
        for slug, alias, state in (("syndicat", "256900929", "open"), ("fini", "256900937", "closed")):
            await connection.execute(
                "INSERT INTO territory (slug, name, timezone, aliases, members, state)"
                " VALUES ($1, 'x', 'Europe/Paris', ARRAY[$2], ARRAY['99901'], $3) ON CONFLICT DO NOTHING",
                slug, alias, state,
            )  # fmt: skip
    assert await find_employer("25690092900011") == Employer("syndicat")
    assert await find_employer("25690093700011") is None
    assert await find_employer("21990001100011", lambda siren: "99901" if siren == "219900011" else "") == Employer(
        "syndicat", "99901"
    )
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("UPDATE territory SET state = 'open' WHERE slug = 'fini'")
    assert await find_employer("21990001100011", lambda _: "99901") is None
