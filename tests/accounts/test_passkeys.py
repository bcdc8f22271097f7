"""Passkeys: added by who gave a password, then enough alone; each challenge is ours and serves once."""

from dataclasses import replace
from uuid import uuid4

import pytest
from authenticator import Authenticator
from desks import PASSWORD, Desk

from accounts.core.faults import Unfit
from accounts.service.passkeys import add_key, ask_entry, ask_key, enter_with_key, keys_of, remove_key
from accounts.service.signed import Signed
from tenants.errors import NotFound


async def with_key(desk: Desk) -> tuple[Signed, Authenticator]:
    """Somebody with a passkey."""
    signed = await desk.signed(await desk.join())
    device = Authenticator(desk.asker.origin)
    options = await ask_key(desk.on, desk.asker, signed, PASSWORD)
    await add_key(desk.on, desk.asker, signed, device.make(options), "  téléphone ")
    return signed, device


async def test_a_passkey_is_enough(desk: Desk) -> None:
    """The session is strong and knows who it is; the key remembers when it served."""
    signed, device = await with_key(desk)
    desk.clock.turn(hours=1)
    token = await enter_with_key(desk.on, desk.asker, device.sign(await ask_entry(desk.on, desk.asker)))
    entered = await desk.signed(token)
    assert (entered.who.person, entered.who.strong) == (signed.who.person, True)
    assert entered.means == ("pop", "user", "mfa")
    (key,) = await keys_of(signed.who.person)
    assert (key.name, key.used_at) == ("téléphone", desk.clock())


async def test_a_passkey_is_added_with_the_password(desk: Desk) -> None:
    """A browser left open is not enough."""
    signed = await desk.signed(await desk.join())
    with pytest.raises(Unfit):
        await ask_key(desk.on, desk.asker, signed, "pas celui-ci du tout")


async def test_a_challenge_serves_once_and_not_for_long(desk: Desk) -> None:
    """Neither an answer sent again, nor one that comes after five minutes, nor one to a challenge never given."""
    _, device = await with_key(desk)
    answer = device.sign(await ask_entry(desk.on, desk.asker))
    await enter_with_key(desk.on, desk.asker, answer)
    late = device.sign(await ask_entry(desk.on, desk.asker))
    desk.clock.turn(minutes=6)
    made_up = device.sign('{"rpId": "localhost", "challenge": "AAAA"}')
    for refused in (answer, late, made_up, b"", b"{}", '{"id":"é","response":{"clientDataJSON":"é"}}'.encode()):
        with pytest.raises(Unfit):
            await enter_with_key(desk.on, desk.asker, refused)


async def test_a_passkey_of_another_site_is_refused(desk: Desk) -> None:
    """What was signed for another origin opens nothing here."""
    _, device = await with_key(desk)
    device.origin = "https://evil.example"
    with pytest.raises(Unfit):
        await enter_with_key(desk.on, desk.asker, device.sign(await ask_entry(desk.on, desk.asker)))


async def test_who_holds_it_is_checked(desk: Desk) -> None:
    """Presence alone does not replace a password."""
    _, device = await with_key(desk)
    device.verified = False
    with pytest.raises(Unfit):
        await enter_with_key(desk.on, desk.asker, device.sign(await ask_entry(desk.on, desk.asker)))


async def test_a_copied_passkey_is_noticed(desk: Desk) -> None:
    """A count that goes back is refused."""
    _, device = await with_key(desk)
    copy = replace(device)
    for _ in range(3):
        await enter_with_key(desk.on, desk.asker, device.sign(await ask_entry(desk.on, desk.asker)))
    with pytest.raises(Unfit):
        await enter_with_key(desk.on, desk.asker, copy.sign(await ask_entry(desk.on, desk.asker)))


async def test_a_passkey_belongs_to_one_person(desk: Desk) -> None:
    """Nobody answers another's challenge, adds the same key, or removes it; once removed it opens nothing."""
    signed, device = await with_key(desk)
    other_desk = replace(desk.elsewhere(), email=f"{uuid4()}@example.org")
    other = await other_desk.signed(await other_desk.join())
    asked = await ask_key(desk.on, desk.asker, signed, PASSWORD)
    with pytest.raises(Unfit):
        await add_key(desk.on, desk.asker, other, Authenticator(desk.asker.origin).make(asked), "")
    asked = await ask_key(desk.on, desk.asker, other, PASSWORD)
    with pytest.raises(Unfit):
        await add_key(desk.on, desk.asker, other, device.make(asked), "")
    (key,) = await keys_of(signed.who.person)
    with pytest.raises(NotFound):
        await remove_key(desk.on, other, key.id, PASSWORD)
    await remove_key(desk.on, signed, key.id, PASSWORD)
    with pytest.raises(Unfit) as refused:
        await enter_with_key(desk.on, desk.asker, device.sign(await ask_entry(desk.on, desk.asker)))
    assert refused.value.faults[0].text == "key_unknown"
