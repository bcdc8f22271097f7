"""What the national team may do about somebody's data: look, give, erase; each leaves its trace first."""

from dataclasses import dataclass
from uuid import UUID

from asyncpg import Connection, Record

from accounts.core.entries import email_fault, email_of
from accounts.core.motives import MOTIVES
from accounts.service.identity import Identity
from accounts.service.privacy.holding import Held, list_held
from accounts.service.privacy.requests import keep_done
from accounts.service.privacy.subject import Subject, act_for
from accounts.service.refusals import Refused
from rules.written.plates import compact
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import NotFound, Unreadable
from tenants.national import ROLE, trace_read
from tenants.privacy import Register
from tenants.who import Who

_NAMES_IT = "upper(regexp_replace(lines::text, '[^A-Za-z0-9]', '', 'g')) LIKE '%' || $1 || '%'"
_COUNT = f"SELECT count(*) FROM vehicle_import WHERE {_NAMES_IT}"  # noqa: S608  # a constant of ours
_ERASE = (
    "DELETE FROM vehicle WHERE plate = $1",
    f"DELETE FROM vehicle_import WHERE {_NAMES_IT}",  # noqa: S608  # a constant of ours
)


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody, and what is held of them."""

    person: UUID
    name: str
    email: str
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class PlateFound:
    """A plate in the fleet of an organisation: how many vehicles bear it, how many lists name it."""

    organisation: str
    vehicles: int
    lists: int


def operating(who: Who) -> str:
    """The number of who acts for the national team, with a second factor; raises Refused with the way there."""
    if not any(role.name == ROLE for role in who.roles):
        raise Refused("operator-only", "Ces pages sont celles de l’équipe nationale.", "L’exploitant la nomme.")
    if who.acting is None or who.acting.name != ROLE:
        raise Refused("operator-acting", "Vous n’agissez pas pour l’équipe nationale.", "Prenez ce rôle.")
    if not who.strong:
        raise Refused(
            "operator-strong",
            "L’équipe nationale se connecte avec un second facteur.",
            "Ajoutez un code à usage unique ou une clé d’accès à votre compte, puis reconnectez-vous avec.",
        )
    return str(who.person)


async def find_person(on: Identity, register: Register, who: Who, email: str, motive: str) -> Found | None:
    """What is held of whoever has this address; None when nobody has. Raises Refused, Unreadable."""
    by, address = operating(who), email_of(email)
    if email_fault(address) is not None:
        raise Unreadable("email-shape", "Cette adresse n’a pas la forme nom@domaine.fr.", "Relisez-la.")
    await trace_read(by, motive_of(motive), "person", on.seal.digest_of(address))
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow("SELECT id, name FROM person WHERE email = $1 AND closed_at IS NULL", address)
    if row is None:
        return None
    return Found(row["id"], row["name"], address, await list_held(register, Subject(row["id"], address)))


async def give_person(on: Identity, register: Register, who: Who, person: UUID, motive: str) -> tuple[Held, ...]:
    """What is held of somebody, to be handed to them: their request is answered. Raises NotFound, Refused."""
    by, reason = operating(who), motive_of(motive)
    email = await email_of_person(person)
    await trace_read(by, reason, "person", str(person))
    held = await list_held(register, Subject(person, email))
    async with scoped(Scope(door=f"{by}: {reason}", role=ROLE)) as connection:
        subject = on.seal.digest_of(email)
        await keep_done(connection, "access", subject, by=by, reason=MOTIVES[motive], at=on.now())
    return held


async def find_plate(on: Identity, who: Who, plate: str, motive: str) -> tuple[PlateFound, ...]:
    """Which fleets bear a plate; raises Refused, Unreadable."""
    by, number = operating(who), plate_of(plate)
    await trace_read(by, motive_of(motive), "vehicle", on.seal.digest_of(number))
    found = []
    async with scoped(Scope(role=ROLE)) as connection:
        for carrier in await _carriers(connection):
            await act_for(connection, "carrier", str(carrier["id"]))
            vehicles = await connection.fetchval("SELECT count(*) FROM vehicle WHERE plate = $1", number)
            lists = await connection.fetchval(_COUNT, number)
            if vehicles or lists:
                found.append(PlateFound(carrier["name"], vehicles, lists))
    return tuple(found)


async def erase_plate(on: Identity, who: Who, plate: str, motive: str) -> int:
    """Erase a plate from every fleet and every list; how many rows went. Raises Refused, Unreadable."""
    by, number, reason = operating(who), plate_of(plate), motive_of(motive)
    gone = 0
    async with scoped(Scope(door=f"{by}: {reason}", role="purge")) as connection:
        subject = on.seal.digest_of(number)
        await connection.execute("SELECT record_read('vehicle', $1)", subject)
        for carrier in await _carriers(connection):
            await act_for(connection, "carrier", str(carrier["id"]))
            for statement in _ERASE:
                gone += int((await connection.execute(statement, number)).split()[-1])
        if gone:
            await keep_done(connection, "erasure", subject, by=by, reason=MOTIVES[motive], at=on.now())
    return gone


def motive_of(motive: str) -> str:
    """The words of the trace; raises Unreadable."""
    if motive not in MOTIVES:
        raise Unreadable("motive-missing", "Choisissez le motif.", "Il reste au journal, à côté de votre numéro.")
    return f"data of a person ({motive})"


def plate_of(plate: str) -> str:
    """A plate in the form under which plates are compared; raises Unreadable."""
    number = compact(plate)
    if not 2 <= len(number) <= 16 or not number.isalnum():
        raise Unreadable("plate-shape", "Cette plaque n’est pas lisible.", "Relisez-la : AB-123-CD.")
    return number


async def email_of_person(person: UUID) -> str:
    """The address of an open account; raises NotFound."""
    async with scoped(NOBODY) as connection:
        email: str | None = await connection.fetchval(
            "SELECT email FROM person WHERE id = $1 AND closed_at IS NULL", person
        )
    if email is None:
        raise NotFound("person-unknown", "Ce compte n’existe pas, ou il est déjà effacé.")
    return email


async def _carriers(connection: Connection) -> list[Record]:
    rows: list[Record] = await connection.fetch(
        "SELECT id, name FROM organisation WHERE kind = 'carrier' ORDER BY name, id"
    )
    return rows
