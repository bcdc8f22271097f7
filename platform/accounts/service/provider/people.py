"""What clients are told of a person, scope by scope."""

from dataclasses import dataclass
from uuid import UUID

from tenants.database import Scope, scoped


@dataclass(frozen=True, slots=True)
class Known:
    """A person whose account is open, as clients may know them."""

    id: UUID
    name: str
    email: str
    language: str
    verified: bool
    roles: tuple[dict[str, str | None], ...]

    def claims(self, scope: str) -> dict[str, object]:
        """The claims that these scopes open."""
        words = scope.split()
        told: dict[str, object] = {"sub": str(self.id)}
        if "profile" in words:
            told |= {"name": self.name, "locale": self.language}
        if "email" in words:
            told |= {"email": self.email, "email_verified": self.verified}
        if "roles" in words:
            told["roles"] = list(self.roles)
        return told


async def find_known(person: UUID) -> Known | None:
    """The person, None when the account is closed."""
    async with scoped(Scope()) as connection:
        row = await connection.fetchrow(
            "SELECT id, name, email, language, verified_at FROM person WHERE id = $1 AND closed_at IS NULL", person
        )
        if row is None:
            return None
        roles = await connection.fetch(
            "SELECT name, territory, organisation FROM role_held WHERE person = $1 AND ended_at IS NULL"
            " ORDER BY name, territory, organisation",
            person,
        )
    held = tuple(
        {
            "role": each["name"],
            "territory": each["territory"],
            "organisation": str(each["organisation"]) if each["organisation"] else None,
        }
        for each in roles
    )
    verified = row["verified_at"] is not None
    return Known(row["id"], row["name"], row["email"], row["language"], verified, held)
