"""Accounts opened with a passkey alone, and entered again by letter when the only one is lost."""

import json
from dataclasses import replace
from uuid import uuid4

import pyotp
import pytest
from authenticator import Authenticator
from desks import PASSWORD, Desk
from signing import some_person
from webauthn.helpers import base64url_to_bytes

from accounts.core.faults import Unfit
from accounts.service.entering import sign_in
from accounts.service.factors import begin_totp, confirm_totp, seed_of
from accounts.service.joining import confirm_account, forgot, proof_of, set_password, sign_up, sign_up_with_key
from accounts.service.opening import ask_by_letter, keep_by_letter, may_make, open_with_password
from accounts.service.passkeys import ask_entry, enter_with_key, keys_of
from accounts.service.sessions import find
from tenants.errors import Conflict, NotFound


async def asked(desk: Desk) -> str:
    """Somebody asks for an account with a passkey; the link of the letter."""
    await sign_up_with_key(desk.on, desk.asker, desk.email, " Camille  Exemple ")
    return desk.post.token()


async def made(desk: Desk, token: str, device: Authenticator) -> str:
    """The reader of the letter makes a passkey; the token of the session."""
    return await keep_by_letter(
        desk.on, desk.asker, token, device.make(await ask_by_letter(desk.on, desk.asker, token))
    )


async def opened(desk: Desk) -> tuple[str, Authenticator]:
    """An account that has a passkey and nothing else."""
    device = Authenticator(desk.asker.origin)
    return await made(desk, await asked(desk), device), device


async def test_an_account_opens_with_a_passkey_alone(desk: Desk) -> None:
    """Signed in at once, by strong means; no password was ever asked; the key is enough from then on."""
    token, device = await opened(desk)
    signed = await desk.signed(token)
    assert (signed.who.name, signed.who.email, signed.who.strong) == ("Camille Exemple", desk.email, True)
    assert (signed.has_password, signed.has_key, signed.proved) == (False, True, False)
    again = await desk.signed(
        await enter_with_key(desk.on, desk.asker, device.sign(await ask_entry(desk.on, desk.asker)))
    )
    assert again.who.person == signed.who.person
    with pytest.raises(Unfit):
        await sign_in(desk.on, desk.asker, desk.email, PASSWORD)


async def test_the_link_opens_once(desk: Desk) -> None:
    """Not after it has opened, nor for who kept another of the same address."""
    first = await asked(desk)
    second = await asked(desk)
    await made(desk, second, Authenticator(desk.asker.origin))
    for token in (first, second):
        with pytest.raises(NotFound):
            await ask_by_letter(desk.on, desk.asker, token)
        with pytest.raises(NotFound):
            await keep_by_letter(desk.on, desk.asker, token, b"{}")


async def test_a_ceremony_that_fails_uses_nothing_up(desk: Desk) -> None:
    """Cancelled, of another site, without knowing who holds it, sent again, or late: each may be tried again."""
    token, device = await asked(desk), Authenticator(desk.asker.origin)
    await ask_by_letter(desk.on, desk.asker, token)
    elsewhere, unknown = Authenticator("https://evil.example"), Authenticator(desk.asker.origin, verified=False)
    for wrong in (elsewhere, unknown):
        with pytest.raises(Unfit):
            await made(desk, token, wrong)
    late = device.make(await ask_by_letter(desk.on, desk.asker, token))
    desk.clock.turn(minutes=6)
    for refused in (late, b"", b"{}", device.make('{"rp": {"id": "localhost"}, "challenge": "AAAA"}')):
        with pytest.raises(Unfit):
            await keep_by_letter(desk.on, desk.asker, token, refused)
    assert (await desk.signed(await made(desk, token, device))).who.email == desk.email


async def test_a_device_keeps_one_passkey_of_all_the_tries(desk: Desk) -> None:
    """It is told of the same person at each try, who is the person of the account that opens."""
    token, device = await asked(desk), Authenticator(desk.asker.origin)
    shown = [json.loads(await ask_by_letter(desk.on, desk.asker, token))["user"] for _ in range(2)]
    assert shown[0] == shown[1]
    assert (shown[0]["name"], shown[0]["displayName"]) == (desk.email, "Camille Exemple")
    signed = await desk.signed(await made(desk, token, device))
    assert base64url_to_bytes(shown[0]["id"]) == signed.who.person.bytes


async def test_what_was_made_for_one_link_opens_no_other(desk: Desk) -> None:
    """The challenge of a stranger’s own letter is worth nothing for the letter of somebody else."""
    mine = replace(desk.elsewhere(), email=f"{uuid4()}@example.org")
    own, theirs = await asked(mine), await asked(desk)
    answer = Authenticator(desk.asker.origin).make(await ask_by_letter(desk.on, desk.asker, own))
    with pytest.raises(Unfit):
        await keep_by_letter(desk.on, desk.asker, theirs, answer)


async def test_a_link_lasts_a_day(desk: Desk) -> None:
    """Then it opens nothing, even with a ceremony begun before."""
    token, device = await asked(desk), Authenticator(desk.asker.origin)
    desk.clock.turn(hours=23, minutes=58)
    answer = device.make(await ask_by_letter(desk.on, desk.asker, token))
    desk.clock.turn(minutes=3)
    with pytest.raises(NotFound):
        await keep_by_letter(desk.on, desk.asker, token, answer)


async def test_who_asks_with_the_address_of_somebody_gains_nothing(desk: Desk) -> None:
    """An address that has an account gets a letter without any link that makes a key, and the answer is the same."""
    await desk.join()
    await sign_up_with_key(desk.on, desk.asker, desk.email, "Quelqu’un d’autre")
    assert "/confirmer/" not in desk.post.letters[-1].text
    assert desk.post.letters[-1].to == desk.email


async def test_a_key_of_another_account_is_refused(desk: Desk) -> None:
    """The device’s key is known already: no second account, and the link still serves."""
    _, device = await opened(desk)
    other = replace(desk.elsewhere(), email=f"{uuid4()}@example.org")
    token = await asked(other)
    with pytest.raises(Unfit):
        await made(other, token, device)
    await made(other, token, Authenticator(desk.asker.origin))


async def test_two_ways_to_one_address(desk: Desk) -> None:
    """Asked with a key then with a password: whichever letter is followed first opens, the other serves no more."""
    by_key = await asked(desk)
    await sign_up(desk.on, desk.asker, desk.email, "Camille Exemple", PASSWORD)
    by_password = desk.post.token()
    answer = Authenticator(desk.asker.origin).make(await ask_by_letter(desk.on, desk.asker, by_key))
    await confirm_account(desk.on, desk.asker, by_password, PASSWORD)
    with pytest.raises(NotFound):
        await keep_by_letter(desk.on, desk.asker, by_key, answer)


async def test_the_reader_may_choose_a_password_after_all(desk: Desk) -> None:
    """Who has no script, or no device that makes keys, is not left outside; the rules of passwords hold."""
    token = await asked(desk)
    with pytest.raises(Unfit):
        await open_with_password(desk.on, desk.asker, token, "court")
    signed = await desk.signed(await open_with_password(desk.on, desk.asker, token, PASSWORD))
    assert (signed.who.strong, signed.has_password, signed.has_key) == (False, True, False)
    assert (await desk.enter()).awaits_code is False
    with pytest.raises(NotFound):
        await open_with_password(desk.on, desk.asker, token, PASSWORD)


async def test_the_only_key_is_lost(desk: Desk) -> None:
    """A letter lets one make another: other sessions end, a letter tells it, the link serves once."""
    before, lost = await opened(desk)
    await forgot(desk.on, desk.asker, desk.email)
    token, device = desk.post.token(), Authenticator(desk.asker.origin)
    with pytest.raises(Unfit):
        await made(desk, token, lost)
    signed = await desk.signed(await made(desk, token, device))
    assert signed.who.strong
    assert await find(before, desk.clock()) is None
    assert [letter.to for letter in desk.post.letters[-1:]] == [desk.email]
    assert "clé d’accès vient d’être ajoutée" in desk.post.letters[-1].text
    assert len(await keys_of(signed.who.person)) == 2
    with pytest.raises(NotFound):
        await made(desk, token, Authenticator(desk.asker.origin))


async def test_the_only_key_is_lost_and_a_password_is_chosen(desk: Desk) -> None:
    """The same letter."""
    before, _ = await opened(desk)
    await forgot(desk.on, desk.asker, desk.email)
    await set_password(desk.on, desk.post.token(), PASSWORD)
    assert await find(before, desk.clock()) is None
    assert (await desk.signed((await desk.enter()).token)).has_password


async def test_a_letter_does_not_replace_the_code(desk: Desk) -> None:
    """A key is worth two factors and a letter is one: where codes are asked, it changes the password only."""
    signed = await desk.signed(await desk.join())
    await begin_totp(desk.on, signed, PASSWORD)
    seed = await seed_of(desk.on, signed)
    assert seed is not None
    await confirm_totp(desk.on, signed, pyotp.TOTP(seed.typed.replace(" ", "")).at(desk.clock()))
    await forgot(desk.on, desk.asker, desk.email)
    token = desk.post.token()
    assert not await may_make(await proof_of(desk.on, token))
    with pytest.raises(NotFound):
        await ask_by_letter(desk.on, desk.asker, token)
    with pytest.raises(NotFound):
        await keep_by_letter(desk.on, desk.asker, token, b"{}")


async def test_an_address_taken_meanwhile(desk: Desk) -> None:
    """Two letters of different requests race: the database keeps one account an address."""
    token, device = await asked(desk), Authenticator(desk.asker.origin)
    answer = device.make(await ask_by_letter(desk.on, desk.asker, token))
    await some_person(email=desk.email)
    with pytest.raises(Conflict):
        await keep_by_letter(desk.on, desk.asker, token, answer)
