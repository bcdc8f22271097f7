"""Who one is, shown again by a passkey where a password was asked; the last means of entry stays."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from authenticator import Authenticator
from desks import PASSWORD, SOURCES, Desk
from visits import HERE, Visit, browser, services

from accounts.core.faults import Unfit
from accounts.service.joining import ask_change, sign_up_with_key
from accounts.service.keeping import change_password
from accounts.service.opening import ask_by_letter, keep_by_letter
from accounts.service.passkeys import (
    add_key,
    ask_again,
    ask_entry,
    ask_key,
    enter_with_key,
    keys_of,
    prove_again,
    remove_key,
)
from accounts.service.signed import Signed
from tenants.errors import Conflict
from tenants.migrate import Addresses


async def keyed(desk: Desk) -> tuple[str, Authenticator]:
    """An account that has a passkey and nothing else; the token of its session."""
    await sign_up_with_key(desk.on, desk.asker, desk.email, "Camille Exemple")
    token, device = desk.post.token(), Authenticator(desk.asker.origin)
    answer = device.make(await ask_by_letter(desk.on, desk.asker, token))
    return await keep_by_letter(desk.on, desk.asker, token, answer), device


async def prove(desk: Desk, token: str, device: Authenticator) -> Signed:
    """Show the passkey again; who is signed in then."""
    signed = await desk.signed(token)
    await prove_again(desk.on, desk.asker, signed, device.sign(await ask_again(desk.on, desk.asker, signed)))
    return await desk.signed(token)


async def fault(desk: Desk, signed: Signed, password: str = "") -> str:
    """Why this session may not add a passkey."""
    with pytest.raises(Unfit) as refused:
        await ask_key(desk.on, desk.asker, signed, password)
    return refused.value.faults[0].text


async def test_a_passkey_replaces_the_password(desk: Desk) -> None:
    """For five minutes, in this session: a password is chosen, an address changed, another key added."""
    token, device = await keyed(desk)
    assert await fault(desk, await desk.signed(token)) == "current_key"
    signed = await prove(desk, token, device)
    await ask_change(desk.on, desk.asker, signed, f"{uuid4()}@example.org", "")
    other = Authenticator(desk.asker.origin)
    await add_key(desk.on, desk.asker, signed, other.make(await ask_key(desk.on, desk.asker, signed, "")), "autre")
    await change_password(desk.on, signed, "", PASSWORD, "fr")
    assert (await desk.signed((await desk.enter()).token)).who.person == signed.who.person
    desk.clock.turn(minutes=5, seconds=1)
    assert await fault(desk, await desk.signed(token)) == "current_missing"


async def test_a_proof_is_of_one_session(desk: Desk) -> None:
    """Another browser of the same person proves for itself, and cannot use what the first was asked."""
    token, device = await keyed(desk)
    first = await desk.signed(token)
    elsewhere = await enter(desk, device)
    assert (await prove(desk, token, device)).proved
    other = await desk.signed(elsewhere)
    answer = device.sign(await ask_again(desk.on, desk.asker, first))
    with pytest.raises(Unfit):
        await prove_again(desk.on, desk.asker, other, answer)
    assert await fault(desk, other) == "current_key"


async def enter(desk: Desk, device: Authenticator) -> str:
    """Sign in with this device."""
    return await enter_with_key(desk.on, desk.asker, device.sign(await ask_entry(desk.on, desk.asker)))


async def test_a_clock_put_back_proves_nothing(desk: Desk) -> None:
    """What was shown at an instant that has not come yet is shown again."""
    token, device = await keyed(desk)
    await prove(desk, token, device)
    desk.clock.turn(minutes=-1)
    assert not (await desk.signed(token)).proved


async def test_only_a_fresh_answer_of_ones_own_key_proves(desk: Desk) -> None:
    """Not sent again, nor late, nor of another site, nor for signing in, nor of somebody else’s device, nor unheld."""
    token, device = await keyed(desk)
    signed = await desk.signed(token)
    used = device.sign(await ask_again(desk.on, desk.asker, signed))
    await prove_again(desk.on, desk.asker, signed, used)
    desk.clock.turn(minutes=6)
    neighbour = replace(desk.elsewhere(), email=f"{uuid4()}@example.org")
    _, foreign = await keyed(neighbour)
    elsewhere, unheld = replace(device, origin="https://evil.example"), replace(device, verified=False)
    refused = [used, device.sign(await ask_entry(desk.on, desk.asker)), b"", b"{}"]
    refused += [each.sign(await ask_again(desk.on, desk.asker, signed)) for each in (foreign, elsewhere, unheld)]
    refused.append(Authenticator(desk.asker.origin).sign(await ask_again(desk.on, desk.asker, signed)))
    for answer in refused:
        with pytest.raises(Unfit):
            await prove_again(desk.on, desk.asker, signed, answer)
    late = device.sign(await ask_again(desk.on, desk.asker, signed))
    desk.clock.turn(minutes=6)
    with pytest.raises(Unfit):
        await prove_again(desk.on, desk.asker, signed, late)
    assert not (await desk.signed(token)).proved


async def test_what_was_shown_again_opens_nothing_else(desk: Desk) -> None:
    """An answer to this question does not sign in."""
    token, device = await keyed(desk)
    answer = device.sign(await ask_again(desk.on, desk.asker, await desk.signed(token)))
    with pytest.raises(Unfit):
        await enter_with_key(desk.on, desk.asker, answer)


async def test_the_last_means_of_entry_stays(desk: Desk) -> None:
    """The only key of an account without password is not removed; one of two is."""
    token, device = await keyed(desk)
    signed = await prove(desk, token, device)
    (key,) = await keys_of(signed.who.person)
    with pytest.raises(Conflict):
        await remove_key(desk.on, signed, key.id, "")
    other = Authenticator(desk.asker.origin)
    await add_key(desk.on, desk.asker, signed, other.make(await ask_key(desk.on, desk.asker, signed, "")), "autre")
    await remove_key(desk.on, signed, key.id, "")
    assert [each.name for each in await keys_of(signed.who.person)] == ["autre"]


async def test_removing_a_key_asks_who_one_is(desk: Desk) -> None:
    """A browser left open is not enough."""
    token, _ = await keyed(desk)
    signed = await desk.signed(token)
    (key,) = await keys_of(signed.who.person)
    for password in ("", "pas celui-ci du tout"):
        with pytest.raises(Unfit):
            await remove_key(desk.on, signed, key.id, password)


@pytest.fixture
async def visit(database: Addresses, tmp_path: Path) -> AsyncIterator[Visit]:
    """A browser on this machine."""
    wired, post, clock = services(tmp_path)
    async with browser(wired, HERE, f"192.0.2.{next(SOURCES)}") as client:
        yield Visit(client, post, clock, f"{uuid4()}@example.org")


async def test_the_pages_of_an_account_without_password(visit: Visit) -> None:
    """Signed up by the pages alone; each page that asked for a password says how to show who one is."""
    await visit.fill("/inscription", name="Camille", email=visit.email, means="key")
    page, device = f"/confirmer/{visit.post.token()}", Authenticator(HERE)
    assert "Créer la clé et ouvrir le compte" in (await visit.client.get(page)).text
    asked = await visit.script(page, f"{page}/cle/question")
    kept = await visit.script(page, f"{page}/cle", device.make(asked.text))
    assert (kept.status_code, kept.text) == (200, "{}")
    assert "Aucun" in (await visit.client.get("/compte")).text
    for path in ("/compte/adresse", "/compte/mot-de-passe", "/compte/cles", "/compte/code", "/compte/donnees"):
        assert "Votre clé d’accès vous sera demandée." in (await visit.client.get(path)).text, path
    refused = await visit.fill("/compte/mot-de-passe", password=PASSWORD)
    assert refused.status_code == 422
    assert "Montrez que c’est vous avec votre clé d’accès" in refused.text
    asked = await visit.script("/compte/cles", "/compte/preuve/question")
    assert (await visit.script("/compte/cles", "/compte/preuve", device.sign(asked.text))).status_code == 200
    assert "cela vaut cinq minutes" in (await visit.client.get("/compte/mot-de-passe")).text
    chosen = await visit.fill("/compte/mot-de-passe", password=PASSWORD)
    assert chosen.headers["location"] == "/compte?fait=password"


async def test_refusals_are_sentences(visit: Visit) -> None:
    """Of links that do not exist, of forms of others, of keys of others: never a failure of ours."""
    await visit.fill("/inscription", name="Camille", email=visit.email, means="key")
    page = f"/confirmer/{visit.post.token()}"
    for at in ("/confirmer/inconnu/cle", "/confirmer/inconnu/cle/question"):
        unknown = await visit.script(page, at)
        assert (unknown.status_code, json.loads(unknown.text)["said"][:11]) == (404, "Ce lien a d")
    assert (await visit.client.post(f"{page}/cle/question", headers={"origin": HERE})).status_code == 403
    bad = await visit.script(page, f"{page}/cle", b"\xff{")
    assert (bad.status_code, bad.json()["said"][:22]) == (422, "La clé d’accès n’a pas")
    empty = await visit.fill("/inscription", name="", email="camille", means="key")
    assert empty.status_code == 422
    assert "2 points à corriger" in empty.text


async def test_removing_the_only_key_is_refused_by_a_page(visit: Visit) -> None:
    """A confirmation first, then why not."""
    await visit.fill("/inscription", name="Camille", email=visit.email, means="key")
    page, device = f"/confirmer/{visit.post.token()}", Authenticator(HERE)
    await visit.script(page, f"{page}/cle", device.make((await visit.script(page, f"{page}/cle/question")).text))
    found = re.search(r"/compte/cles/[0-9a-f-]{36}/retirer", (await visit.client.get("/compte/cles")).text)
    assert found
    assert (await visit.fill(found[0])).status_code == 422
    asked = await visit.script("/compte/cles", "/compte/preuve/question")
    await visit.script("/compte/cles", "/compte/preuve", device.sign(asked.text))
    refused = await visit.fill(found[0])
    assert refused.status_code == 409
    assert "seul moyen d’entrer" in refused.text
    assert (await visit.client.get(f"/compte/cles/{uuid4()}/retirer")).status_code == 404
