"""Organisations, their people and the invitations that bring them."""

import asyncio
import json
from datetime import timedelta
from uuid import UUID

import pytest
from signing import NOW, joined, signed_again, some_owner, some_person, some_siret

from accounts.core.letters import Letter
from accounts.service.invitations import (
    LASTS,
    MOST_PENDING,
    accept,
    find_invitation,
    invite,
    pending,
    withdraw,
)
from accounts.service.members import change_role, leave, list_members, remove_member
from accounts.service.organisations import Founding, found, get_organisation
from accounts.service.refusals import Refused
from joptimiz.privacy import purge_national
from tenants.database import NOBODY, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.migrate import Addresses
from tenants.who import Role, Who

pytestmark = pytest.mark.usefixtures("database")
BASE = "https://essai.example"


class Postbox:
    """Keeps the letters handed over; a full one refuses."""

    def __init__(self, *, full: bool = False) -> None:
        self.letters: list[Letter] = []
        self.full = full

    async def send(self, letter: Letter) -> None:
        """Keep one letter."""
        if self.full:
            raise ConnectionRefusedError
        self.letters.append(letter)


def organisation_of(who: Who) -> UUID:
    """Where somebody acts."""
    assert who.acting is not None
    return UUID(who.acting.carrier)


@pytest.mark.parametrize(
    ("kind", "role"),
    [("carrier", "owner"), ("receiver", "receiver"), ("shipper", "shipper"), ("federation", "federation")],
)
async def test_a_founder_keeps_what_is_founded(kind: str, role: str) -> None:
    """With the role of its kind, through the door."""
    who = await some_owner(kind)
    assert [(member.person, member.role) for member in await list_members(organisation_of(who))] == [(who.person, role)]
    async with scoped(NOBODY) as connection:
        doors = await connection.fetch("SELECT door FROM national_audit WHERE door LIKE $1", f"{who.person}%")
    assert len(doors) == 2


async def test_one_organisation_for_each_siret_and_kind() -> None:
    """The second person is told to ask for an invitation, not who keeps it; another kind is another one."""
    siret, (first, second) = some_siret(), (await some_person(), await some_person("Sacha"))
    await found(first, Founding("carrier", "Secrets & Fils", "FR", siret), NOW)
    with pytest.raises(Conflict) as refused:
        await found(second, Founding("carrier", "Autre", "France", siret), NOW)
    said = f"{refused.value.title} {refused.value.detail}"
    assert "invitation" in said
    for secret in ("Secrets", first.name, first.email):
        assert secret not in said
    assert (await found(second, Founding("shipper", "Autre", "FR", siret), NOW)).siret == siret


async def test_two_who_found_at_once() -> None:
    """One does, the other is told."""
    siret, people = some_siret(), [await some_person() for _ in range(4)]
    done = await asyncio.gather(
        *(found(who, Founding("carrier", "X", "FR", siret), NOW) for who in people), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == ["Conflict"] * 3 + ["Organisation"]


async def test_a_foreign_organisation_has_a_country_and_a_name() -> None:
    """No SIRET is asked of it, and one that is given is not kept."""
    made = await found(await some_person(), Founding("carrier", "Vrachtwagens", "Belgique", "nonsense"), NOW)
    assert (made.country, made.siret) == ("BE", None)
    assert (await get_organisation(made.id)).name == "Vrachtwagens"


async def test_every_problem_of_a_founding_at_once() -> None:
    """Kind, name and SIRET together."""
    with pytest.raises(Unreadable) as refused:
        await found(await some_person(), Founding("club", " ", "FR", "123"), NOW)
    assert [problem.pointer for problem in refused.value.problems] == ["/kind", "/name", "/siret"]
    with pytest.raises(Unreadable) as refused:
        await found(await some_person(), Founding("carrier", "x" * 200, "Narnia"), NOW)
    assert [problem.pointer for problem in refused.value.problems] == ["/name", "/country"]


async def test_the_last_who_keeps_it_stays() -> None:
    """Neither removed, nor changed, nor gone; once there is another, yes."""
    owner = await some_owner()
    organisation = organisation_of(owner)
    (mine,) = await list_members(organisation)
    for attempt in (
        remove_member(owner, organisation, mine.role_id, NOW),
        leave(owner, organisation, mine.role_id, NOW),
        change_role(owner, organisation, mine.role_id, "driver", NOW),
    ):
        with pytest.raises(Conflict, match="dernière"):
            await attempt
    await joined(owner, "owner")
    await leave(owner, organisation, mine.role_id, NOW)
    assert owner.person not in {member.person for member in await list_members(organisation)}


async def test_two_who_keep_it_cannot_both_leave() -> None:
    """At the same instant, one stays."""
    first = await some_owner()
    second, organisation = await joined(first, "owner"), organisation_of(first)
    roles = {member.person: member.role_id for member in await list_members(organisation)}
    done = await asyncio.gather(
        *(leave(who, organisation, roles[who.person], NOW) for who in (first, second)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == ["Conflict", "NoneType"]


async def test_only_who_keeps_it_changes_its_people() -> None:
    """Not a dispatcher, not the keeper of another, not one whose role ended since the session began."""
    owner = await some_owner()
    dispatcher, driver = await joined(owner, "dispatcher"), await joined(owner, "driver")
    organisation, stranger = organisation_of(owner), await some_owner()
    roles = {member.person: member.role_id for member in await list_members(organisation)}
    for who in (dispatcher, driver, stranger):
        with pytest.raises(Refused):
            await remove_member(who, organisation, roles[driver.person], NOW)
    with pytest.raises(NotFound):
        await leave(dispatcher, organisation, roles[driver.person], NOW)
    with pytest.raises(NotFound):
        await remove_member(stranger, organisation_of(stranger), roles[driver.person], NOW)
    with pytest.raises(NotFound):
        await change_role(owner, organisation, roles[driver.person], "shipper", NOW)
    await change_role(owner, organisation, roles[dispatcher.person], "owner", NOW)
    await leave(owner, organisation, roles[owner.person], NOW)
    with pytest.raises(Refused):
        await remove_member(owner, organisation, roles[driver.person], NOW)
    assert [member.role for member in await list_members(organisation)] == ["owner", "driver"]


async def test_an_invitation_brings_one_person_once() -> None:
    """The letter in two languages carries the link; its address takes it, once; the trace holds no address."""
    owner, guest, post = await some_owner(name="Marchand\r\nBcc: x"), await some_person("Invitée"), Postbox()
    sent = await invite(owner, f" {guest.email.upper()} ", "driver", base=BASE, now=NOW, mail=post)
    (letter,) = post.letters
    assert (letter.to, sent.mailed) == (guest.email, True)
    assert "\n" not in letter.subject
    for words in ("conducteur", "as driver", "7 décembre 2026", "7 December 2026", sent.link):
        assert words in letter.text
    token = sent.link.removeprefix(f"{BASE}/invitation/")
    assert (await find_invitation(guest, token, NOW)).place.startswith("Marchand")
    await accept(guest, token, NOW)
    assert (await signed_again(guest)).acting == Role("driver", carrier=str(organisation_of(owner)))
    with pytest.raises(Conflict, match="déjà servi"):
        await accept(guest, token, NOW)
    async with scoped(NOBODY) as connection:
        kept = await connection.fetch("SELECT * FROM invitation WHERE email = $1", guest.email)
        traces = await connection.fetch("SELECT door, after FROM national_audit WHERE door LIKE $1", f"{guest.person}%")
    assert token not in json.dumps([[str(value) for value in row.values()] for row in kept])
    assert traces
    assert guest.email not in repr(traces)


async def test_an_invitation_is_for_its_address() -> None:
    """Somebody else who has the link is told, without the address it is for; it still serves after."""
    owner, guest, other = await some_owner(), await some_person(), await some_person()
    sent = await invite(owner, guest.email, "dispatcher", base=BASE, now=NOW, mail=None)
    assert not sent.mailed
    token = sent.link.rsplit("/", 1)[-1]
    with pytest.raises(Conflict) as refused:
        await accept(other, token, NOW)
    assert guest.email not in f"{refused.value.title} {refused.value.detail}"
    await accept(guest, token, NOW)


async def test_an_invitation_ends() -> None:
    """After seven days, when it is withdrawn, and when another takes its place."""
    owner, guest = await some_owner(), await some_person()
    organisation = organisation_of(owner)

    async def offer(role: str = "driver") -> str:
        sent = await invite(owner, guest.email, role, base=BASE, now=NOW, mail=None)
        return sent.link.rsplit("/", 1)[-1]

    first, second = await offer(), await offer("dispatcher")
    with pytest.raises(NotFound):
        await accept(guest, first, NOW)
    with pytest.raises(Conflict, match="expiré"):
        await accept(guest, second, NOW + LASTS)
    (waiting,) = await pending(organisation, NOW)
    assert waiting.role == "dispatcher"
    with pytest.raises(Refused):
        await withdraw(await joined(owner, "dispatcher"), organisation, waiting.id, NOW)
    await withdraw(owner, organisation, waiting.id, NOW)
    with pytest.raises(NotFound):
        await accept(guest, second, NOW)
    with pytest.raises(NotFound):
        await accept(guest, "nothing", NOW)
    with pytest.raises(NotFound):
        await withdraw(owner, organisation, waiting.id, NOW)


async def test_two_clicks_accept_once() -> None:
    """At the same instant, the role is given once."""
    owner, guest = await some_owner(), await some_person()
    sent = await invite(owner, guest.email, "driver", base=BASE, now=NOW, mail=None)
    token = sent.link.rsplit("/", 1)[-1]
    done = await asyncio.gather(*(accept(guest, token, NOW) for _ in range(3)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Conflict", "Conflict", "Invitation"]


async def test_who_may_invite_whom() -> None:
    """Those who keep a place, into the roles it has; a letter that does not leave is said."""
    owner, shop = await some_owner(), await some_owner("receiver")
    driver, nobody = await joined(owner, "driver"), await some_person()
    for who, role in ((driver, "driver"), (nobody, "driver"), (shop, "driver"), (owner, "receiver"), (owner, "admin")):
        with pytest.raises(Refused):
            await invite(who, "x@example.org", role, base=BASE, now=NOW, mail=None)
    sent = await invite(shop, "x@example.org", "receiver", base=BASE, now=NOW, mail=Postbox(full=True))
    assert not sent.mailed
    for wrong in ("", "x", "x@y", "a b@example.org", "x@example.org\nBcc: y@example.org", "x" * 300 + "@example.org"):
        with pytest.raises(Unreadable):
            await invite(owner, wrong, "driver", base=BASE, now=NOW, mail=None)


async def test_too_many_invitations_wait() -> None:
    """Nobody makes a mailing of it."""
    owner = await some_owner()
    for number in range(MOST_PENDING):
        await invite(owner, f"n{number}@example.org", "driver", base=BASE, now=NOW, mail=None)
    with pytest.raises(Conflict):
        await invite(owner, "more@example.org", "driver", base=BASE, now=NOW, mail=None)


async def test_the_address_of_an_invitation_nobody_took_is_forgotten(database: Addresses) -> None:
    """Once as long again as it lasted; one that was taken stays with its role."""
    owner, guest = await some_owner(), await some_person()
    for email in (guest.email, "forgotten@example.org"):
        sent = await invite(owner, email, "driver", base=BASE, now=NOW, mail=None)
        if email == guest.email:
            await accept(guest, sent.link.rsplit("/", 1)[-1], NOW)
    await purge_national(NOW + 2 * LASTS + timedelta(seconds=1))
    async with scoped(NOBODY) as connection:
        kept = await connection.fetch("SELECT email FROM invitation WHERE organisation = $1", organisation_of(owner))
    assert [row["email"] for row in kept] == [guest.email]
