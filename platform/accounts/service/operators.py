"""The national team: its role is given and taken back at the command line alone, each time with a trace."""

from dataclasses import dataclass
from datetime import datetime

from accounts.core.entries import email_of
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict, NotFound
from tenants.who import COMMAND_LINE


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody of the national team; `strong` tells whether a second factor is in place."""

    name: str
    email: str
    since: datetime
    strong: bool


async def grant_operator(email: str, now: datetime) -> None:
    """Give the role to an open account; raises NotFound, Conflict when it is held already."""
    async with scoped(Scope(door=f"{COMMAND_LINE}: operator granted")) as connection:
        person = await connection.fetchval(
            "SELECT id FROM person WHERE email = $1 AND closed_at IS NULL", email_of(email)
        )
        if person is None:
            raise NotFound("person-unknown", "Aucun compte ouvert n’a cette adresse.", "La personne s’inscrit d’abord.")
        given = await connection.fetchval(
            "INSERT INTO role_held (person, name, granted_by, granted_at) VALUES ($1, 'operator', $2, $3)"
            " ON CONFLICT DO NOTHING RETURNING id", person, COMMAND_LINE, now,
        )  # fmt: skip
    if given is None:
        raise Conflict("operator-already", "Cette personne est déjà de l’équipe nationale.")


async def revoke_operator(email: str, now: datetime) -> None:
    """Take the role back; raises NotFound when it is not held."""
    async with scoped(Scope(door=f"{COMMAND_LINE}: operator revoked")) as connection:
        ended = await connection.fetchval(
            "UPDATE role_held SET ended_at = $2 WHERE name = 'operator' AND ended_at IS NULL"
            " AND person = (SELECT id FROM person WHERE email = $1 AND closed_at IS NULL) RETURNING id",
            email_of(email), now,
        )  # fmt: skip
    if ended is None:
        raise NotFound("operator-unknown", "Cette adresse n’est pas de l’équipe nationale.")


async def list_operators() -> tuple[Operator, ...]:
    """The whole team, by name."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT p.name, p.email, r.granted_at AS since, EXISTS (SELECT FROM passkey WHERE person = p.id)"
            " OR EXISTS (SELECT FROM totp WHERE person = p.id AND confirmed_at IS NOT NULL) AS strong"
            " FROM role_held r JOIN person p ON p.id = r.person"
            " WHERE r.name = 'operator' AND r.ended_at IS NULL AND p.closed_at IS NULL ORDER BY lower(p.name), p.id"
        )
    return tuple(Operator(**row) for row in rows)
