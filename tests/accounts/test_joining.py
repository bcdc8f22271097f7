"""Sign-up and letters: an address is shown to be somebody's, and nobody learns whose is known."""

import pytest
from desks import PASSWORD, Desk

from accounts.core.faults import Unfit
from accounts.service.joining import ask_change, change_email, confirm_account, forgot, set_password, sign_up
from accounts.service.sessions import find
from tenants.database import NOBODY, scoped
from tenants.errors import Conflict, NotFound, TooMany, Unavailable

NEW = "une autre phrase bien longue"


async def people(email: str) -> int:
    """How many open accounts an address has."""
    async with scoped(NOBODY) as connection:
        count: int = await connection.fetchval(
            "SELECT count(*) FROM person WHERE email = $1 AND closed_at IS NULL", email
        )
    return count


async def forgot_many(desk: Desk, count: int) -> None:
    """The password of as many addresses."""
    for number in range(count):
        await forgot(desk.on, desk.asker, f"{number}-{desk.email}")


async def test_an_account_opens_once_its_address_is_shown(desk: Desk) -> None:
    """Nobody exists before the letter is followed; the session that opens knows who it is."""
    await sign_up(desk.on, desk.asker, f" {desk.email.upper()} ", "Camille  Exemple", PASSWORD)
    assert await people(desk.email) == 0
    token = await confirm_account(desk.on, desk.asker, desk.post.token(), PASSWORD)
    signed = await desk.signed(token)
    assert (signed.who.email, signed.who.name, signed.means) == (desk.email, "Camille Exemple", ("pwd",))
    assert not signed.who.strong
    assert signed.at == desk.clock()


async def test_the_letter_alone_does_not_open_an_account(desk: Desk) -> None:
    """Who signs somebody else up does not get an account at their address by their click."""
    await sign_up(desk.on, desk.asker, desk.email, "Voleur", "mot que la victime ignore")
    with pytest.raises(Unfit):
        await confirm_account(desk.on, desk.asker, desk.post.token(), PASSWORD)
    assert await people(desk.email) == 0


async def test_a_link_serves_once(desk: Desk) -> None:
    """Replayed, it says so; other letters of the same sign-up are dead too."""
    await sign_up(desk.on, desk.asker, desk.email, "Camille", PASSWORD)
    first = desk.post.token()
    await sign_up(desk.on, desk.asker, desk.email, "Camille", PASSWORD)
    await confirm_account(desk.on, desk.asker, desk.post.token(), PASSWORD)
    for token in (first, desk.post.token(), "inconnu", "", "\udcff"):
        with pytest.raises(NotFound) as refused:
            await confirm_account(desk.on, desk.asker, token, PASSWORD)
        assert refused.value.code == "link-stale"


@pytest.mark.parametrize(("hours", "opens"), [(23.9, True), (24.1, False)])
async def test_a_link_expires(desk: Desk, hours: float, *, opens: bool) -> None:
    """After a day."""
    await sign_up(desk.on, desk.asker, desk.email, "Camille", PASSWORD)
    desk.clock.turn(hours=hours)
    if opens:
        assert await confirm_account(desk.on, desk.asker, desk.post.token(), PASSWORD)
        return
    with pytest.raises(NotFound):
        await confirm_account(desk.on, desk.asker, desk.post.token(), PASSWORD)


async def test_a_link_serves_its_own_purpose_only(desk: Desk) -> None:
    """A link to a new password opens no account and changes no address, nor the other way round."""
    await desk.join()
    await forgot(desk.on, desk.asker, desk.email)
    token = desk.post.token()
    with pytest.raises(NotFound):
        await change_email(desk.on, token)
    with pytest.raises((NotFound, Unfit)):
        await confirm_account(desk.on, desk.asker, token, PASSWORD)
    await set_password(desk.on, token, NEW)


async def test_a_known_address_gets_the_same_answer_and_its_owner_a_letter(desk: Desk) -> None:
    """Signing up again changes nothing of the account; the letter holds no link that would."""
    await desk.join()
    await sign_up(desk.on, desk.asker, desk.email, "Autre", NEW)
    letter = desk.post.letters[-1]
    assert (letter.to, letter.subject) == (desk.email, "Vous avez déjà un compte")
    assert "/confirmer/" not in letter.text
    assert (await desk.enter()).token


async def test_every_fault_is_told_at_once(desk: Desk) -> None:
    """Three fields, three sentences."""
    with pytest.raises(Unfit) as refused:
        await sign_up(desk.on, desk.asker, "camille", " ", "court")
    assert [fault.field for fault in refused.value.faults] == ["name", "email", "password"]


async def test_mail_down_leaves_nothing_half_done(desk: Desk) -> None:
    """The act says so, keeps nothing, and can be asked again at once, as often as it takes."""
    desk.post.down = True
    for _ in range(5):
        with pytest.raises(Unavailable) as refused:
            await sign_up(desk.on, desk.asker, desk.email, "Camille", PASSWORD)
        assert refused.value.code == "mail-down"
    async with scoped(NOBODY) as connection:
        assert await connection.fetchval("SELECT count(*) FROM proof WHERE email = $1", desk.email) == 0
    desk.post.down = False
    assert await desk.join()


async def test_mail_down_says_nothing_of_who_is_known(desk: Desk) -> None:
    """Known or not, a forgotten password fails in the same way."""
    await desk.join()
    desk.post.down = True
    for email in (desk.email, f"x{desk.email}"):
        with pytest.raises(Unavailable):
            await forgot(desk.on, desk.asker, email)


async def test_forgotten_password(desk: Desk) -> None:
    """A link, valid for an hour; the new password signs every browser out and withdraws other links."""
    session = await desk.join()
    await forgot(desk.on, desk.asker, desk.email)
    other = desk.post.token()
    await forgot(desk.on, desk.asker, desk.email)
    with pytest.raises(Unfit):
        await set_password(desk.on, desk.post.token(), "court")
    await set_password(desk.on, desk.post.token(), NEW)
    assert await find(session, desk.clock()) is None
    assert desk.post.letters[-1].subject == "Votre mot de passe a changé"
    with pytest.raises(NotFound):
        await set_password(desk.on, other, NEW)
    with pytest.raises(Unfit):
        await desk.enter()
    assert (await desk.enter(NEW)).token
    desk.clock.turn(hours=4)
    await forgot(desk.on, desk.asker, desk.email)
    desk.clock.turn(hours=1.1)
    with pytest.raises(NotFound):
        await set_password(desk.on, desk.post.token(), NEW)


async def test_a_forgotten_password_at_an_unknown_address(desk: Desk) -> None:
    """A letter leaves all the same: whoever asks learns nothing, whoever reads learns that there is no account."""
    await forgot(desk.on, desk.asker, desk.email)
    assert desk.post.letters[-1].subject == "Aucun compte à cette adresse"
    assert "/inscription" in desk.post.letters[-1].text


async def test_a_change_of_address(desk: Desk) -> None:
    """The new one is shown first, the former one is told, and links sent to the former one die."""
    signed = await desk.signed(await desk.join())
    await forgot(desk.on, desk.asker, desk.email)
    stale, fresh = desk.post.token(), f"nouvelle-{desk.email}"
    await ask_change(desk.on, desk.asker, signed, fresh, PASSWORD)
    token = desk.post.token()
    assert desk.post.letters[-1].to == fresh
    assert await people(fresh) == 0
    await change_email(desk.on, token)
    assert (await people(fresh), await people(desk.email)) == (1, 0)
    assert (desk.post.letters[-1].to, desk.post.letters[-1].subject) == (desk.email, "Votre adresse a changé")
    with pytest.raises(NotFound):
        await set_password(desk.on, stale, NEW)
    with pytest.raises(NotFound):
        await change_email(desk.on, token)


async def test_an_address_taken_meanwhile_is_not_taken_twice(desk: Desk) -> None:
    """Two people ask for one address: the second to confirm is told, and keeps theirs."""
    signed = await desk.signed(await desk.join())
    wanted = f"convoitee-{desk.email}"
    await ask_change(desk.on, desk.asker, signed, wanted, PASSWORD)
    token = desk.post.token()
    await sign_up(desk.on, desk.asker, wanted, "Autre", NEW)
    await confirm_account(desk.on, desk.asker, desk.post.token(), NEW)
    with pytest.raises(Conflict):
        await change_email(desk.on, token)
    await ask_change(desk.elsewhere().on, desk.asker, signed, wanted, PASSWORD)
    assert desk.post.letters[-1].subject == "Vous avez déjà un compte"


async def test_letters_are_not_sent_by_the_dozen(desk: Desk) -> None:
    """Neither to one address nor from one network."""
    for _ in range(3):
        await forgot(desk.on, desk.asker, desk.email)
    with pytest.raises(TooMany) as refused:
        await forgot(desk.on, desk.asker, desk.email)
    assert refused.value.retry_after_s == 120
    with pytest.raises(TooMany):
        await forgot_many(desk, 20)


async def test_a_token_is_not_in_the_database(desk: Desk) -> None:
    """Only its digest is."""
    await sign_up(desk.on, desk.asker, desk.email, "Camille", PASSWORD)
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow("SELECT proof::text AS said FROM proof WHERE email = $1", desk.email)
    assert desk.post.token() not in row["said"]
    assert PASSWORD not in row["said"]
