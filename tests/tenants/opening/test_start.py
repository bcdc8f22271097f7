"""What a node reads as it starts: the published versions of many territories at once."""

from drafting import some_town

from tenants.database import NOBODY, Scope, scoped
from tenants.migrate import Addresses
from tenants.registry import read_bundles
from tenants.shelf import Shelf


async def test_published_versions_are_read_together(database: Addresses) -> None:
    """Each as it was published; one that does not exist is left out; the scope of who asks stays as it was."""
    first, other = await some_town(), await some_town()
    wanted = {first.slug: 1, other.slug: 1, "nulle-part": 1}
    found = await read_bundles(wanted)
    assert found.keys() == {first.slug, other.slug}
    assert await read_bundles({first.slug: 9}) == {}
    async with scoped(Scope(territory=first.slug)) as connection:
        await connection.fetch("SELECT * FROM published_rulebooks($1, $2)", [other.slug], [1])
        assert await connection.fetchval("SELECT DISTINCT territory FROM rulebook") == first.slug
    async with scoped(NOBODY) as connection:
        await connection.fetch("SELECT * FROM published_rulebooks($1, $2)", [other.slug], [1])
        assert await connection.fetchval("SELECT count(*) FROM rulebook") == 0


async def test_a_version_that_does_not_read_is_told_and_keeps_no_other_away(database: Addresses) -> None:
    """A node that starts serves the others, and says which it lacks."""
    town, other = await some_town(), await some_town()
    async with scoped(Scope(territory=town.slug, door="test")) as connection:
        await connection.execute(
            "INSERT INTO rulebook (territory, id, number, sources, geometries, bundle, sha256, published_by)"
            " VALUES ($1, gen_random_uuid(), 2, '[]', '{}', '{', '', 'test')",
            town.slug,
        )
        await connection.execute("UPDATE territory SET rulebook = 2 WHERE slug = $1", town.slug)
    shelf = Shelf()
    await shelf.refresh()
    books = shelf.current().rulebooks
    assert other.slug in books
    assert town.slug not in books
    assert f"{town.slug}@2" in shelf.broken
    async with scoped(Scope(territory=town.slug, door="test")) as connection:
        await connection.execute("UPDATE territory SET rulebook = 1 WHERE slug = $1", town.slug)
    assert await shelf.refresh()
    assert town.slug in shelf.current().rulebooks
