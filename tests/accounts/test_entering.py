"""Sign-in: password, codes, pauses; sessions that end when they should."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pyotp
import pytest
from desks import PASSWORD, Desk

from accounts.core.faults import Unfit
from accounts.core.limits import Limit
from accounts.service.entering import awaits_code, enter_code, sign_in, sign_out
from accounts.service.factors import begin_totp, confirm_totp, factors_of, remove_totp, renew_codes, seed_of
from accounts.service.hashing import Hasher
from accounts.service.identity import Identity
from accounts.service.sealing import Seal
from accounts.service.secret import Secret
from accounts.service.sessions import find
from accounts.service.throttle import hold
from tenants.database import NOBODY, scoped
from tenants.errors import Conflict, NotFound, TooMany, Unavailable

STEP = timedelta(seconds=30)


async def linked(desk: Desk) -> tuple[pyotp.TOTP, list[str]]:
    """Somebody whose telephone gives codes; their application and recovery codes."""
    signed = await desk.signed(await desk.join())
    await begin_totp(desk.on, signed, PASSWORD)
    seed = await seed_of(desk.on, signed)
    assert seed is not None
    phone = pyotp.TOTP(seed.typed.replace(" ", ""))
    codes = await confirm_totp(desk.on, signed, phone.at(desk.clock()))
    desk.clock.turn(minutes=5)
    return phone, codes


async def fail_to_enter(desk: Desk, times: int) -> None:
    """A wrong password, as many times."""
    for _ in range(times):
        with pytest.raises(Unfit):
            await desk.enter("pas celui-ci du tout")


async def guess_codes(desk: Desk, times: int) -> None:
    """A wrong code, as many times, each in a session of its own."""
    for number in range(times):
        entered = await desk.enter()
        with pytest.raises(Unfit):
            await enter_code(desk.on, desk.asker, entered.token, f"{number:06d}")


async def test_wrong_addresses_and_wrong_passwords_are_one_answer(desk: Desk) -> None:
    """The same sentence at the same field, after argon2 in both cases."""
    await desk.join()
    said = []
    for email, password in ((desk.email, "pas celui-ci du tout"), (f"x{desk.email}", PASSWORD)):
        with pytest.raises(Unfit) as refused:
            await sign_in(desk.on, desk.asker, email, password)
        said.append(refused.value.faults)
    assert said[0] == said[1]


async def test_nobody_costs_as_much_as_somebody(hasher: Hasher) -> None:
    """Without a digest the same argon2 runs, with the same cost, and says no."""
    digest = await hasher.digest(PASSWORD)
    assert digest.split("$")[:4] == hasher._nobody.split("$")[:4]
    assert await hasher.matches(digest, PASSWORD)
    assert not await hasher.matches(None, PASSWORD)
    assert not hasher.is_outdated(digest)


async def test_pauses_grow_and_a_success_ends_them(desk: Desk) -> None:
    """Five tries, then 30 s, a minute, two; a try during a pause does not count, and even the right password waits."""
    await desk.join()
    waits = []
    for _ in range(3):
        with pytest.raises(TooMany) as refused:
            await fail_to_enter(desk, 6)
        with pytest.raises(TooMany):
            await desk.enter()
        waits.append(refused.value.retry_after_s)
        desk.clock.turn(seconds=refused.value.retry_after_s + 0.1)
    assert waits == [30, 60, 120]
    await desk.enter()
    await fail_to_enter(desk, 5)


async def test_a_pause_is_the_same_for_unknown_addresses(desk: Desk) -> None:
    """Or it would tell who has an account."""
    with pytest.raises(TooMany) as refused:
        await fail_to_enter(desk, 6)
    assert refused.value.retry_after_s == 30


async def test_concurrent_tries_are_all_counted(desk: Desk) -> None:
    """Forty at once on four connections: those above the limit are refused."""
    limit = Limit(f"test-{uuid4()}", free=5)

    async def one() -> bool:
        try:
            await hold(limit, "x", desk.clock())
        except TooMany:
            return False
        return True

    assert sum(await asyncio.gather(*(one() for _ in range(40)))) == 5


async def test_a_code_is_asked_after_the_password(desk: Desk) -> None:
    """The session opens with the code only, and is strong; the half-open one opens nothing."""
    phone, _ = await linked(desk)
    entered = await desk.enter()
    assert entered.awaits_code
    assert await find(entered.token, desk.clock()) is None
    assert await awaits_code(entered.token, desk.clock())
    with pytest.raises(Unfit):
        await enter_code(desk.on, desk.asker, entered.token, "")
    token = await enter_code(desk.on, desk.asker, entered.token, phone.at(desk.clock()))
    signed = await desk.signed(token)
    assert (signed.means, signed.who.strong) == (("pwd", "otp", "mfa"), True)
    with pytest.raises(NotFound):
        await enter_code(desk.on, desk.asker, entered.token, phone.at(desk.clock() + STEP))


@pytest.mark.parametrize(("skew", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_a_telephone_may_be_one_step_off(desk: Desk, skew: int, *, right: bool) -> None:
    """Thirty seconds early or late, not sixty."""
    phone, _ = await linked(desk)
    entered = await desk.enter()
    code = phone.at(desk.clock() + skew * STEP)
    if right:
        assert await enter_code(desk.on, desk.asker, entered.token, f" {code[:3]} {code[3:]} ")
        return
    with pytest.raises(Unfit):
        await enter_code(desk.on, desk.asker, entered.token, code)


async def test_a_code_never_serves_twice(desk: Desk) -> None:
    """Not in another session, nor two at once, nor an earlier one after a later one."""
    phone, _ = await linked(desk)
    late = phone.at(desk.clock() + STEP)
    first = await desk.enter()
    await enter_code(desk.on, desk.asker, first.token, late)
    for skew in (1, 0, -1):
        again = await desk.enter()
        with pytest.raises(Unfit):
            await enter_code(desk.on, desk.asker, again.token, phone.at(desk.clock() + skew * STEP))
    desk.clock.turn(minutes=2)
    code = phone.at(desk.clock())
    entries = [await desk.enter() for _ in range(3)]
    tried = (enter_code(desk.on, desk.asker, entered.token, code) for entered in entries)
    outcomes = await asyncio.gather(*tried, return_exceptions=True)
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1


async def test_codes_cannot_be_guessed(desk: Desk) -> None:
    """After five wrong ones comes a pause, in whatever session."""
    await linked(desk)
    with pytest.raises(TooMany):
        await guess_codes(desk, 6)


async def test_a_recovery_code_serves_once(desk: Desk) -> None:
    """Copied by hand, it replaces the telephone; then it is spent."""
    _, codes = await linked(desk)
    assert len(set(codes)) == 10
    entered = await desk.enter()
    token = await enter_code(desk.on, desk.asker, entered.token, codes[3].upper().replace("-", " "))
    signed = await desk.signed(token)
    assert signed.who.strong
    assert (await factors_of(signed.who.person)).recovery == 9
    entered = await desk.enter()
    with pytest.raises(Unfit):
        await enter_code(desk.on, desk.asker, entered.token, codes[3])


async def test_codes_are_renewed_and_removed_with_the_password(desk: Desk) -> None:
    """Other codes end the former ones; without the application none is kept."""
    phone, codes = await linked(desk)
    entered = await desk.enter()
    signed = await desk.signed(await enter_code(desk.on, desk.asker, entered.token, phone.at(desk.clock())))
    with pytest.raises(Conflict):
        await begin_totp(desk.on, signed, PASSWORD)
    with pytest.raises(Unfit):
        await renew_codes(desk.on, signed, "pas celui-ci du tout")
    assert not set(await renew_codes(desk.on, signed, PASSWORD)) & set(codes)
    await remove_totp(desk.on, signed, PASSWORD)
    assert (await factors_of(signed.who.person)).recovery == 0
    with pytest.raises(Conflict):
        await renew_codes(desk.on, signed, PASSWORD)
    assert not (await desk.enter()).awaits_code


async def test_a_seed_is_sealed(desk: Desk) -> None:
    """The database does not hold it; with another key it says so, and recovery codes still work."""
    phone, codes = await linked(desk)
    async with scoped(NOBODY) as connection:
        sealed = await connection.fetch("SELECT secret FROM totp")
    assert all(phone.secret.encode() not in row["secret"] for row in sealed)
    lost = Identity(
        desk.on.hasher, Seal(Secret("une tout autre clé", desk.on.seal._secret.data)), desk.post, desk.clock
    )
    entered = await desk.enter()
    with pytest.raises(Unavailable) as refused:
        await enter_code(lost, desk.asker, entered.token, phone.at(desk.clock()))
    assert refused.value.code == "seal-lost"
    assert await enter_code(lost, desk.asker, entered.token, codes[0])


async def test_a_key_is_made_once(desk: Desk) -> None:
    """Readable by its owner only, the same for the next process."""
    folder = desk.on.seal._secret.data
    sealed = Seal(Secret(None, folder)).close(b"x", b"y")
    assert Seal(Secret(None, folder)).open(sealed, b"y") == b"x"
    assert (folder / "secret").stat().st_mode & 0o077 == 0
    assert len(list(folder.glob("secret*"))) == 1


@pytest.mark.parametrize(
    ("step", "times", "opens"), [({"hours": 11}, 3, True), ({"hours": 12.1}, 1, False), ({"hours": 10}, 73, False)]
)
async def test_a_session_lasts(desk: Desk, step: dict[str, float], times: int, *, opens: bool) -> None:
    """Twelve hours without use, thirty days in all."""
    token = await desk.join()
    found = None
    for _ in range(times):
        desk.clock.turn(**step)
        found = await find(token, desk.clock())
    assert (found is not None) == opens


async def test_sign_out(desk: Desk) -> None:
    """The token opens nothing afterwards, nor does one that was never given."""
    token = await desk.join()
    await sign_out(token, desk.clock())
    for dead in (token, "", "x" * 10_000, "\udcff"):
        assert await find(dead, desk.clock()) is None
