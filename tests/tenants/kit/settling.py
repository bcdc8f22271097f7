"""People of the database who hold a role in a territory."""

from signing import some_person

from tenants.database import Scope, scoped
from tenants.who import Who


async def settle(slug: str, role: str, name: str = "Camille Exemple") -> Who:
    """Somebody of the database who holds a role in a territory."""
    who = await some_person(name)
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, $2, $3, 'test')",
            who.person, role, slug,
        )  # fmt: skip
    return who
