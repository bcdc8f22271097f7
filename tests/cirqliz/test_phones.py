"""Telephones of a fleet, really kept: a link taken once, a pass bound to a key, asked for anew, taken back."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

from settling import settle
from signing import COOKIE, joined, some_owner
from visits import HERE

from cirqliz.core.passes.lists import SIZE, StatusList, open_list
from cirqliz.core.passes.phones import hash_of
from cirqliz.core.passes.stamps import stamped
from cirqliz.core.passes.verdicts import WORDS, Answer
from cirqliz.service.checks import count_by_day
from cirqliz.service.passes.issuing import LONGEST, renew
from cirqliz.service.passes.judging import judge
from cirqliz.service.passes.phones import LINK, add_phone
from cirqliz.service.passes.showing import list_chosen
from joptimiz.privacy import house_register
from tenants.database import Scope, scoped
from tenants.errors import Conflict
from tenants.keys.curve import b64
from tenants.privacy import Owners, purge

from .conftest import NOW, officer
from .heard import keep
from .signers import TestSigner
from .telephones import MINE, Fleet, Telephone, fleet, house, right, town
from .test_passes import granted
from .test_stamps import device

__all__ = ["fleet", "house", "right", "town"]
THEIRS = "/territoire/derogations/laissez-passer"


async def test_a_telephone_shows_the_right_of_its_fleet(fleet: Fleet) -> None:
    """A link given once, no account; the code is good for who scans it, and for the pages of both sides."""
    assert "Téléphones" in await fleet.owner.read(MINE)
    assert "L’arrêté en permet 3" in await fleet.owner.read(fleet.page)
    link = await fleet.link("Camion bleu")
    assert link.split(".")[1] not in await fleet.owner.read(fleet.page)
    phone = fleet.telephone()
    told = await phone.take(link)
    assert (told["label"], told["state"], told["place"]) == ("Camion bleu", "active", "Riviera (démonstration)")
    assert str(told["address"]) == f"{HERE.upper()}/P/"
    page = (await fleet.http.get(f"/P/{phone.code()}")).text
    assert ">VALIDE<" in page
    assert "Droit de flotte" in page
    assert "Camion bleu" not in page
    assert "En service" in await fleet.owner.read(fleet.page)
    assert "Camion bleu" in await fleet.owner.read(MINE)
    desk = fleet.owner.be(await settle(fleet.town.slug, "admin", "Ana Exemple"))
    assert "Camion bleu" in await desk.read(THEIRS)
    kept = await fleet.row("Camion bleu")
    assert kept["link"] == hash_of(link.split(".")[1])
    assert kept["renewed_at"] == NOW


async def test_a_picture_is_soon_refused(fleet: Fleet) -> None:
    """By the server as by scanners, in words of their own; a token alone, and another telephone’s hour too."""
    phone = await fleet.enrolled()
    keys = fleet.services.pass_keys
    for text, after, answer in (
        (phone.code(), 90, Answer.VALID), (phone.code(), 91, Answer.STAMP_OLD), (phone.code(91), 0, Answer.STAMP_EARLY),
        (phone.token, 0, Answer.STAMP_MISSING), (stamped(phone.token, NOW, TestSigner().sign), 0, Answer.STAMP_FORGED),
    ):  # fmt: skip
        assert (await judge(keys, text, NOW + timedelta(seconds=after))).answer is answer
    shown = phone.code()
    await fleet.at(NOW + timedelta(minutes=2))
    page = (await fleet.http.get(f"/P/{shown}")).text
    assert ">COPIE D’ÉCRAN<" in page
    assert WORDS[Answer.STAMP_OLD].why.replace(" :", "\u00a0:") in page


async def test_a_link_serves_one_telephone(fleet: Fleet) -> None:
    """Twice by the same one, whose answer was lost; never by another; two at once, one wins."""
    link = await fleet.link()
    phone, other = fleet.telephone(), fleet.telephone()
    first = await phone.take(link)
    assert await phone.take(link) == first
    assert (await other.take(link, 409))["code"] == "link-used"
    raced = await fleet.link()
    told = await asyncio.gather(*(fleet.telephone().take(raced, None) for _ in range(2)))
    assert sorted(str(each.get("code")) for each in told) == ["None", "link-used"]
    async with scoped(Scope(fleet.town.slug)) as connection:
        count = await connection.fetchval("SELECT count(*) FROM pass WHERE phone IS NOT NULL AND state = 'active'")
    assert count == 2


async def test_each_link_that_opens_nothing_says_why(fleet: Fleet) -> None:
    """Cut, unknown, elsewhere, replaced, past its day, removed; a key that is not proven."""
    link = await fleet.link("À lier")
    territory, _, secret = link.partition(".")
    phone = fleet.telephone()
    for wrong in (link[:-1], f"{territory}.{'A' * 27}", f"ailleurs.{secret}", ".", f"{territory}.{secret}é"):
        assert (await phone.take(wrong, 404))["code"] == "link-unknown"
    stolen = {"territory": territory, "secret": secret, "key": b64(device(phone.signer)), "signature": b64(bytes(64))}
    assert (await phone.post("/laissez-passer/telephone", stolen, 422))["code"] == "key-unproven"
    for key in ("", "é", "AAA", b64(b"\x02" + b"\xff" * 32)):
        await phone.post("/laissez-passer/telephone", stolen | {"key": key}, 422)
    again = await fleet.given(f"{fleet.page}/{(await fleet.row('À lier'))['id']}/lien")
    assert (await phone.take(link, 404))["code"] == "link-unknown"
    phone.at = NOW + LINK
    await fleet.at(phone.at)
    assert (await phone.take(again, 409))["code"] == "link-over"
    assert "Lien expiré" in await fleet.owner.read(fleet.page)
    phone.at = NOW
    await fleet.at(phone.at)
    await fleet.end("À lier")
    assert (await phone.take(again, 409))["code"] == "link-ended"
    answer = await fleet.http.post("/laissez-passer/telephone", json={"territory": territory})
    assert answer.status_code == 422


async def test_no_more_telephones_than_the_order_lets(fleet: Fleet) -> None:
    """Three, those that wait counted; one that is removed makes room."""
    for label in ("Un", "Deux", "Trois"):
        await fleet.link(label)
    assert "3 téléphones à la fois, et ils y sont" in await fleet.owner.read(fleet.page)
    assert "Retirez-en un" in await fleet.owner.send(fleet.page, 409)
    assert "fait=retirer" in await fleet.end("Deux")
    await fleet.link("Quatre")
    await fleet.end("Trois")
    adding = [add_phone(fleet.town.on, fleet.town.owner, fleet.town.slug, fleet.right, "") for _ in range(2)]
    outcomes = await asyncio.gather(*adding, return_exceptions=True)
    assert {type(each) for each in outcomes} == {Conflict, tuple}
    async with scoped(Scope(fleet.town.slug)) as connection:
        assert await connection.fetchval("SELECT count(*) FROM pass_phone WHERE state <> 'ended'") == 3


async def test_a_telephone_asks_anew(fleet: Fleet) -> None:
    """Its key is all it shows; a clock that is off is told the hour; a year on, its pass goes on."""
    phone = await fleet.enrolled("Ancien")
    assert (await phone.ask(409, off=3600))["code"] == "clock-early"
    assert (await phone.ask(409, off=-3600))["code"] == "clock-late"
    stranger = Telephone(fleet.http, TestSigner(), phone.token)
    assert (await stranger.ask(409))["code"] == "key-other"
    for code in ("", "A", phone.token, phone.code()[:-1], f"{phone.token}.é", "A" * 600):
        answer = await fleet.http.post("/laissez-passer/code", json={"code": code})
        assert answer.status_code in (409, 422), code
    phone.at = NOW + LONGEST - timedelta(days=10)
    await fleet.at(phone.at)
    before = await phone.ask()
    await renew(fleet.town.slug, phone.at)
    after = await phone.ask()
    assert int(str(after["ends"])) > int(str(before["ends"]))
    assert (await fleet.row("Ancien"))["renewed_at"] == phone.at


async def test_a_lost_telephone_is_refused(fleet: Fleet) -> None:
    """At once by the server, with the next list elsewhere; it is told so when it asks."""
    phone, spare = await fleet.enrolled("Perdu"), await fleet.enrolled("Gardé")
    keys = fleet.services.pass_keys
    held = (await judge(keys, phone.code(), NOW)).held
    assert held
    await fleet.end("Perdu")
    assert (await judge(keys, phone.code(), NOW)).answer is Answer.REVOKED
    assert (await judge(keys, spare.code(), NOW)).answer is Answer.VALID
    name = f"{fleet.town.slug}.{held.status // SIZE}"
    kid = (await keys.get_signer(fleet.town.slug, NOW)).kid
    token = (await fleet.http.get(f"/s/{name}")).content
    found = open_list(token, {kid: await keys.list_named(kid)}, NOW, f"{HERE}/s/{name}")
    assert isinstance(found, StatusList)
    assert found.get(held.status % SIZE) == 1
    assert (await phone.ask(409))["code"] == "phone-ended"
    page = await fleet.owner.read(f"{fleet.page}?fait=retirer")
    assert "1 téléphone retiré" in page or "téléphones retirés" in page
    number = held.phone
    assert "déjà retiré" in await fleet.owner.send(f"{fleet.page}/{number}/retirer", 409)
    assert "déjà retiré" in await fleet.owner.send(f"{fleet.page}/{number}/nom", 409, label="Autre")


async def test_the_desk_and_the_right_have_the_last_word(fleet: Fleet) -> None:
    """A pass that the desk suspends is told to its telephone; one that it takes back ends it."""
    phone = await fleet.enrolled("Surveillé")
    held = (await judge(fleet.services.pass_keys, phone.code(), NOW)).held
    assert held
    desk = fleet.owner.be(await settle(fleet.town.slug, "admin", "Ana Exemple"))
    await desk.send(f"{THEIRS}/{held.id}/suspendre", 303, reason="Contrôle")
    assert (await phone.ask())["state"] == "suspended"
    assert "Suspendu" in await fleet.owner.read(fleet.page)
    assert "Surveillé" in await desk.read(f"{THEIRS}/{held.id}")
    await desk.send(f"{THEIRS}/{held.id}/retirer", 303, reason="Abus")
    assert (await phone.ask(409))["code"] == "phone-ended"
    assert await fleet.row("Surveillé") == {}
    on, by = fleet.town.on, fleet.town.officers[0]
    await keep(on, by, fleet.right, "suspend", "Vérification")
    assert "n’est plus en cours" in await fleet.owner.send(fleet.page, 409)
    await keep(on, by, fleet.right, "resume", "")


async def test_a_telephone_is_renamed_and_nothing_is_printed(fleet: Fleet) -> None:
    """By words that fit; its pass leads to the telephones, is on no sheet, and is not made again."""
    phone = await fleet.enrolled("Un")
    held = (await judge(fleet.services.pass_keys, phone.code(), NOW)).held
    assert held
    here = f"{fleet.page}/{held.phone}"
    assert "n’a pas de nom" in await fleet.owner.send(f"{here}/nom", 422, label=" ")
    assert "trop long" in await fleet.owner.send(f"{here}/nom", 422, label="x" * 41)
    await fleet.owner.send(f"{here}/nom", 303, label="  Camion\nrouge\0 ")
    assert "Camion rouge" in await fleet.owner.read(f"{fleet.page}?fait=nom")
    assert "déjà pris ce lien" in await fleet.owner.send(f"{here}/lien", 409)
    own = f"{MINE}/{held.territory}/{held.id}"
    assert (await fleet.owner.client.get(own)).headers["location"].endswith(fleet.page)
    assert (await fleet.owner.client.get(f"{own}/feuille.pdf")).status_code == 409
    driver = fleet.owner.be(await joined(fleet.town.owner, "driver"))
    assert "Sur un téléphone" in await driver.read(MINE)
    await driver.read(own, 409)
    await driver.read(fleet.page, 403)
    assert not await list_chosen(fleet.town.owner, [held.id], NOW)
    await fleet.owner.send(f"{own}/refaire", 404)


async def test_what_is_anothers_is_not_there(fleet: Fleet) -> None:
    """Neither page nor telephone; a right of a vehicle, or one without pool, has none."""
    phone = await fleet.enrolled("À moi")
    held = (await judge(fleet.services.pass_keys, phone.code(), NOW)).held
    assert held
    other = fleet.owner.be(await some_owner())
    await other.read(fleet.page, 404)
    for act in ("", f"/{held.phone}/lien", f"/{held.phone}/nom", f"/{held.phone}/retirer"):
        await other.send(fleet.page + act, 404, label="x")
    single = await granted(fleet.town)
    page = f"{MINE}/telephones/{fleet.town.slug}/{single}"
    assert "ne permet pas" in await fleet.owner.read(page)
    assert "Faites un laissez-passer par véhicule" in await fleet.owner.send(page, 409)


async def test_a_code_read_twice_apart_is_told(fleet: Fleet) -> None:
    """By two officers, far apart or nobody knows where; not side by side, nor by one officer twice."""
    officers = [await officer(fleet.town.slug, "police", name) for name in ("Camille Exemple", "Noa Exemple")]
    http = fleet.http
    near, far = [7.2, 43.7], [7.3, 43.8]

    async def sent(by: int, stamp: datetime, position: list[float] | None, number: int) -> bool:
        check = {
            "id": str(UUID(int=number)), "at": NOW.isoformat(), "answer": "valid", "means": "code",
            "code": "00112233445566aa", "stamped_at": stamp.isoformat(), "position": position,
        }  # fmt: skip
        headers = {"origin": HERE, "cookie": f"{COOKIE}={officers[by].person}"}
        answer = await http.post("/api/v1/checks", json={"checks": [check]}, headers=headers)
        return bool(answer.json()[0]["replayed"])

    later = NOW + timedelta(seconds=30)
    assert not await sent(0, NOW, near, 1)
    assert not await sent(0, NOW, far, 2)
    assert not await sent(1, NOW + timedelta(seconds=60), near, 3)
    assert not await sent(0, later, near, 4)
    assert not await sent(1, later, near, 5)
    assert await sent(1, later, far, 6)
    assert await sent(1, NOW, None, 7)
    async with scoped(Scope(fleet.town.slug, role="police")) as connection:
        rows = await connection.fetch("SELECT id FROM pass_check WHERE replayed ORDER BY id")
    assert [row["id"].int for row in rows] == [1, 2, 4, 6, 7]
    counts = await count_by_day(await officer(fleet.town.slug, "admin"), "Europe/Paris", NOW, 7)
    assert [(count.count, count.copied) for count in counts] == [(7, 7)]


async def test_names_and_keys_go_with_their_telephone(fleet: Fleet) -> None:
    """Once it is removed; a link that nobody took goes after a month."""
    await fleet.enrolled("Passager")
    await fleet.link("Jamais pris")
    await fleet.end("Passager")
    async with scoped(Scope(fleet.town.slug)) as connection:
        kept = await connection.fetchval("SELECT count(*) FROM pass_phone WHERE label <> ''")
        assert kept
    later = NOW + LINK + timedelta(days=31)
    await purge(house_register(), Owners(territories=(fleet.town.slug,)), later)
    async with scoped(Scope(fleet.town.slug)) as connection:
        rows = await connection.fetch("SELECT label, key, state FROM pass_phone")
    assert all(row["state"] == "ended" and not row["label"] and row["key"] is None for row in rows)
