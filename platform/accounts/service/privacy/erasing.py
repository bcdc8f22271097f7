"""Erasure: what names somebody goes from every table at once, and what must stay keeps only a number."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection

from accounts.core.roles import HEADS, ORGANISATION_KEEPERS, TERRITORY
from accounts.service.identity import Identity, check_self
from accounts.service.places import Place
from accounts.service.privacy.requests import keep_done
from accounts.service.privacy.subject import Subject, act_for, owners_of, theirs
from accounts.service.signed import Signed
from connectors.mail import MailDown
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict, NotFound, Unavailable
from tenants.privacy import Register

type Leave = Callable[[UUID], Awaitable[None]]
"""Tells the tools entered from a session that it ends."""
_HEADED = """
    SELECT o.id, o.name,
        (SELECT array_agg(DISTINCT p.name ORDER BY p.name) FROM role_held r JOIN person p ON p.id = r.person
            WHERE r.organisation = o.id AND r.ended_at IS NULL AND r.person <> $1 AND p.closed_at IS NULL) AS others,
        EXISTS (SELECT FROM role_held r JOIN person p ON p.id = r.person
            WHERE r.organisation = o.id AND r.ended_at IS NULL AND r.person <> $1 AND r.name = ANY ($2)
            AND p.closed_at IS NULL) AS kept
    FROM organisation o WHERE o.closed_at IS NULL AND EXISTS (SELECT FROM role_held r
        WHERE r.organisation = o.id AND r.person = $1 AND r.name = ANY ($2) AND r.ended_at IS NULL)
    ORDER BY o.id
"""
_ADMINISTERED = """
    SELECT t.slug, t.name, array_agg(DISTINCT p.name ORDER BY p.name) AS others
    FROM territory t JOIN role_held r ON r.territory = t.slug AND r.ended_at IS NULL AND r.person <> $1
    JOIN person p ON p.id = r.person AND p.closed_at IS NULL
    WHERE EXISTS (SELECT FROM role_held r WHERE r.territory = t.slug AND r.person = $1 AND r.name = $2
        AND r.ended_at IS NULL)
    GROUP BY t.slug, t.name HAVING NOT bool_or(r.name = $2) ORDER BY t.slug
"""
_LOCK_ORGANISATIONS = """
    SELECT id FROM organisation WHERE id IN
        (SELECT organisation FROM role_held WHERE person = $1 AND ended_at IS NULL) ORDER BY id FOR UPDATE
"""
_LOCK_TERRITORIES = """
    SELECT slug FROM territory WHERE slug IN
        (SELECT territory FROM role_held WHERE person = $1 AND ended_at IS NULL) ORDER BY slug FOR NO KEY UPDATE
"""
MOST_NAMED = 5
"""How many of the others are named: one of them is enough."""


@dataclass(frozen=True, slots=True)
class Headed:
    """An organisation, or a territory by its slug, that somebody alone keeps: with these others there, or with none."""

    place: Place
    name: str
    others: tuple[str, ...]

    def named(self) -> str:
        """Who may be named to keep it."""
        return ", ".join((*self.others[:MOST_NAMED], *(["…"] if len(self.others) > MOST_NAMED else [])))


async def list_headed(person: UUID) -> tuple[Headed, ...]:
    """The organisations, and the territories where others work, that would be left without anybody to keep them."""
    async with scoped(NOBODY) as connection:
        return await _headed(connection, person)


async def erase_account(on: Identity, register: Register, signed: Signed, password: str, leave: Leave) -> None:
    """Erase one's own account; raises `Unfit` for a wrong password, Conflict while others would be left alone."""
    await check_self(on, signed, password)
    person = signed.who.person
    _refuse_alone(await list_headed(person))
    async with scoped(NOBODY) as connection:
        open_ones = await connection.fetch("SELECT id FROM session WHERE person = $1 AND ended_at IS NULL", person)
    for row in open_ones:
        await leave(row["id"])
    await erase_person(on, register, person, door="accounts: the person", by=str(person), reason="")


async def erase_person(on: Identity, register: Register, person: UUID, *, door: str, by: str, reason: str) -> None:
    """Erase somebody from every table, all or nothing; raises NotFound, Conflict."""
    at = on.now()
    async with scoped(Scope(door=door, role="purge")) as connection:
        email = await connection.fetchval(
            "SELECT email FROM person WHERE id = $1 AND closed_at IS NULL FOR UPDATE", person
        )
        if email is None:
            raise NotFound("person-unknown", "Ce compte n’existe pas, ou il est déjà effacé.")
        for lock in (_LOCK_ORGANISATIONS, _LOCK_TERRITORIES):
            await connection.execute(lock, person)
        alone = await _headed(connection, person)
        _refuse_alone(alone)
        await _erase_rows(connection, register, Subject(person, email))
        for each in alone:
            if isinstance(each.place, UUID):
                await _close_organisation(connection, each.place, at)
        await _empty_person(connection, person, at)
        await keep_done(connection, "erasure", on.seal.digest_of(email), by=by, reason=reason, at=at)
        await _forget_letters(on, email)


async def _headed(connection: Connection, person: UUID) -> tuple[Headed, ...]:
    rows = await connection.fetch(_HEADED, person, sorted(ORGANISATION_KEEPERS))
    headed = [Headed(row["id"], row["name"], tuple(row["others"] or ())) for row in rows if not row["kept"]]
    towns = await connection.fetch(_ADMINISTERED, person, HEADS[TERRITORY])
    return (*headed, *(Headed(row["slug"], row["name"], tuple(row["others"])) for row in towns))


def _refuse_alone(headed: Collection[Headed]) -> None:
    for each in headed:
        if each.others and isinstance(each.place, UUID):
            raise Conflict(
                "sole-keeper",
                f"« {each.name} » a d’autres membres, et n’aurait plus de responsable.",
                f"Nommez d’abord responsable l’un d’eux : {each.named()}.",
            )
        if each.others:
            raise Conflict(
                "sole-admin",
                f"D’autres travaillent pour « {each.name} », qui n’aurait plus d’administrateur.",
                f"Donnez d’abord ce rôle à l’un d’eux : {each.named()}.",
            )


async def _forget_letters(on: Identity, email: str) -> None:
    """The letters to them that stay on this machine, last: raises Unavailable, which undoes all."""
    try:
        await on.mail.forget(email)
    except MailDown as down:
        raise Unavailable("letters-kept", "Rien n’est effacé : des lettres ne s’effacent pas.", f"{down}.") from down


async def _erase_rows(connection: Connection, register: Register, subject: Subject) -> None:
    """Every row that is theirs goes, from the tables that say so."""
    for entry in register.values():
        if not (columns := entry.erased_by()):
            continue
        for owner in await owners_of(connection, entry.kind, subject.person):
            if entry.kind != "national":
                await act_for(connection, entry.kind, owner)
            await connection.execute(f"DELETE FROM {entry.table} WHERE {theirs(columns)}", subject.given())  # noqa: S608


async def _close_organisation(connection: Connection, organisation: UUID, at: datetime) -> None:
    """An organisation that its last member leaves: a sole trader's is named after them, and so may be its vehicles."""
    await act_for(connection, "carrier", str(organisation))
    for statement in (
        "DELETE FROM vehicle WHERE carrier = $1",
        "DELETE FROM vehicle_import WHERE carrier = $1",
        "DELETE FROM invitation WHERE organisation = $1",
        "DELETE FROM oidc_client WHERE organisation = $1",
    ):
        await connection.execute(statement, organisation)
    for statement in (
        "UPDATE membership SET email = NULL, ended_at = $2 WHERE $1 IN (federation, carrier) AND ended_at IS NULL",
        "UPDATE outside_source SET secret = '', removed_at = $2 WHERE organisation = $1 AND removed_at IS NULL",
    ):
        await connection.execute(statement, organisation, at)
    await connection.execute(
        "UPDATE organisation SET name = '', siret = NULL, address = NULL, closed_at = $2 WHERE id = $1",
        organisation,
        at,
    )


async def _empty_person(connection: Connection, person: UUID, at: datetime) -> None:
    """The row stays for what refers to it, without anything that says who it was."""
    await connection.execute("UPDATE role_held SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL", person, at)
    await connection.execute(
        "UPDATE person SET email = id::text || '@closed.invalid', name = '', verified_at = NULL, closed_at = $2"
        " WHERE id = $1",
        person, at,
    )  # fmt: skip
