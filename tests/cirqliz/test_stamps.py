"""Passes of a fleet: bound to a telephone, which signs the hour; a picture of its code is refused, whoever reads it."""

import random
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cirqliz.core.passes import Fault, Opened, open_token, token_of, url_of
from cirqliz.core.passes.drawing import code_of
from cirqliz.core.passes.stamps import LENGTH, TOLERANCE, find_public, stamped
from cirqliz.core.passes.token import Refusal

from .signers import NOW, ORIGIN, TestSigner, some_payload
from .test_pass_scripts import UNREADABLE, Script, agree, script
from .test_pass_tokens import KEYS, OURS, SIGNS, TOKEN

__all__ = ["script"]

PHONE, OTHER = TestSigner(), TestSigner()
SAMPLE, ALL = 600, 20_000


def device(signer: TestSigner) -> bytes:
    """The public key of a telephone, as tokens hold it."""
    return signer.private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


BOUND = token_of(some_payload(plate=None, device=device(PHONE)), OURS)
SHOWN = stamped(BOUND, NOW, PHONE.sign)


def refusal(text: str, **after: float) -> Refusal | Fault | None:
    """What a code is refused for, so long after it was shown."""
    found = open_token(text, KEYS, NOW + timedelta(**after))
    return found.refusal if isinstance(found, Opened) else found


def test_a_code_lives_a_minute_and_a_half() -> None:
    """To the second, early as late: clocks differ."""
    edge = TOLERANCE.total_seconds()
    assert [refusal(SHOWN, seconds=each) for each in (-edge, 0, edge)] == [None] * 3
    assert refusal(SHOWN, seconds=edge + 1) is Refusal.STAMP_OLD
    assert refusal(SHOWN, seconds=-edge - 1) is Refusal.STAMP_EARLY
    found = open_token(SHOWN.lower(), KEYS, NOW)
    assert isinstance(found, Opened)
    assert found.stamped_at == NOW


def test_each_trick_has_its_answer() -> None:
    """The token alone, the stamp of another telephone or another pass, a pass without telephone, no point at all."""
    assert refusal(BOUND) is Refusal.STAMP_MISSING
    assert refusal(stamped(BOUND, NOW, OTHER.sign)) is Refusal.STAMP_FORGED
    again = token_of(some_payload(plate=None, device=device(PHONE), code=b"\x07" * 8), OURS)
    assert refusal(f"{again}.{SHOWN.split('.')[1]}") is Refusal.STAMP_FORGED
    assert refusal(stamped(token_of(some_payload(device=b"\x02" + b"\xff" * 32), OURS), NOW, PHONE.sign)) == (
        Refusal.STAMP_FORGED
    )
    assert refusal(stamped(TOKEN, NOW, PHONE.sign)) is Fault.MALFORMED
    assert refusal(SHOWN[:-1]) is Fault.TRUNCATED
    assert refusal(f"{BOUND}.") is Fault.TRUNCATED
    assert refusal(f"{SHOWN}A") is refusal(f"{SHOWN}.A") is refusal(f"{SHOWN[:-1]}é") is Fault.MALFORMED


def test_what_the_territory_says_comes_first() -> None:
    """A right that is over is told to be over, however fresh its code."""
    later = NOW + timedelta(days=181)
    assert refusal(stamped(BOUND, later, PHONE.sign), days=181) is Refusal.EXPIRED
    found = open_token(SHOWN, KEYS, NOW + timedelta(hours=1), ["lyon"])
    assert isinstance(found, Opened)
    assert found.refusal is Refusal.OTHER_TERRITORY


def test_a_code_stays_readable_on_a_screen() -> None:
    """In capitals, with some zones: of the size measured for screens."""
    url = url_of(
        ORIGIN, stamped(token_of(some_payload(plate=None, zones=(), device=device(PHONE)), OURS), NOW, PHONE.sign)
    )
    assert int(code_of(url, "M").version) <= 12
    assert len(SHOWN.split(".")[1]) == LENGTH


def tricks() -> list[str]:
    """Codes with a stamp, good and not."""
    cut = [SHOWN[:size] for size in (len(BOUND), len(BOUND) + 1, len(SHOWN) - 1)]
    forged = [stamped(BOUND, NOW, OTHER.sign), f"{SHOWN}A", f"{SHOWN}.A", f"{SHOWN[:-1]}é", f"{SHOWN[:-1]}1"]
    points = [b"\x02" + b"\xff" * 32, b"\x04" + b"\x07" * 32, b"\x02" + b"\x05" * 32, b"\x03" + bytes(32)]
    bound = [stamped(token_of(some_payload(device=each), OURS), NOW, PHONE.sign) for each in points]
    return [SHOWN, SHOWN.lower(), stamped(TOKEN, NOW, PHONE.sign), *cut, *forged, *bound]


def mutated(seed: int, count: int) -> list[str]:
    """Codes with some signs changed, mostly in their stamp."""
    drawn, found = random.Random(seed), []
    for _ in range(count):
        signs = list(SHOWN)
        for _ in range(drawn.randint(1, 3)):
            start = 0 if drawn.random() < 0.2 else len(BOUND)
            signs[drawn.randrange(start, len(signs))] = drawn.choice(f"{SIGNS}.")
        found.append("".join(signs)[: drawn.choice((500, 500, drawn.randrange(len(SHOWN))))])
    return found


def test_both_readers_say_the_same(script: Script) -> None:
    """Ours and the scanner’s, at each edge of the hour, whatever the signs; and no changed code is believed."""
    for late in (-91, -90, 0, 90, 91):
        agree(script, tricks(), NOW + timedelta(seconds=late))
    changed = mutated(8, SAMPLE)
    agree(script, changed, alike=UNREADABLE)
    assert all(refusal(each) is not None for each in changed if each != SHOWN)


@pytest.mark.prove
def test_both_readers_say_the_same_at_length(script: Script) -> None:
    """Of many more."""
    for seed in range(10):
        changed = mutated(seed, ALL // 10)
        agree(script, changed, alike=UNREADABLE)
        assert all(refusal(each) is not None for each in changed if each != SHOWN)


def test_a_telephone_and_a_server_understand_each_other(script: Script) -> None:
    """A key of a browser, bound here; a stamp of its own, read by both."""
    point = bytes.fromhex(str(script.ask(NOW, shown={})["device"]))
    assert find_public(point) is not None
    token = token_of(some_payload(plate=None, device=point), OURS)
    shown = str(script.ask(NOW, shown={"token": token})["shown"])
    assert refusal(shown) is None
    assert refusal(shown, seconds=91) is Refusal.STAMP_OLD
    agree(script, [shown])
