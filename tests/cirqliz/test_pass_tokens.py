"""A pass as bytes, as text, as a code: what is not exactly ours is refused in its own word; nothing raises."""

import random
import zlib
from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta

import cbor2
import pytest

from cirqliz.core.passes import Fault, Opened, Refusal, open_token, token_of, url_of
from cirqliz.core.passes.cose import pack
from cirqliz.core.passes.drawing import code_of
from cirqliz.core.passes.lists import (
    BITS,
    DECOYS,
    DECOYS_FALL,
    LIFE,
    SIZE,
    TTL,
    Status,
    StatusList,
    compressed,
    decoys,
    inflated,
    open_list,
    packed,
    sign_list,
    status_at,
)
from cirqliz.core.passes.payload import decode, find_kind, kind_number

from .signers import NOW, ORIGIN, TestSigner, some_payload

OURS = TestSigner()
OTHERS = TestSigner("lyon", b"\x09\x09\x09\x09")
KEYS = {OURS.kid: (OURS.key,), OTHERS.kid: (OTHERS.key,)}
TOKEN = token_of(some_payload(), OURS)
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def as_text(data: bytes) -> str:
    """Bytes as a token writes them."""
    return b32encode(data).decode().rstrip("=")


def as_bytes(token: str) -> bytes:
    """The bytes of a token."""
    return b32decode(token + "=" * (-len(token) % 8))


def test_a_pass_reads_back_in_either_case() -> None:
    """All it says, and the territory by its key alone."""
    for text in (TOKEN, TOKEN.lower()):
        assert open_token(text, KEYS, NOW) == Opened("grenoble", some_payload(), None)
    pooled = some_payload(plate=None, device=b"\x02" * 33)
    found = open_token(token_of(pooled, OURS), KEYS, NOW)
    assert isinstance(found, Opened)
    assert found.payload == pooled


def test_a_code_is_as_small_as_was_said() -> None:
    """An address of 220 signs: 49 squares on a screen, 57 on paper."""
    url = url_of(ORIGIN, TOKEN)
    assert url.startswith("HTTPS://GRE.JOPTIMIZ.FR/P/")
    assert len(url) <= 221
    assert [code_of(url, level).symbol_size(border=0)[0] for level in ("M", "Q")] == [49, 57]
    with pytest.raises(ValueError, match="dense"):
        code_of(url.lower(), "M")


def _with_payload(data: bytes) -> str:
    return as_text(pack(data, OURS))


def _in_another_form() -> str:
    protected, payload = cbor2.loads(as_bytes(TOKEN)).value[0], some_payload().encode()
    return as_text(cbor2.dumps(cbor2.CBORTag(18, [protected, {33: b"x"}, payload, bytes(64)])))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.TRUNCATED),
        ("A", Fault.TRUNCATED),
        (TOKEN[:119], Fault.TRUNCATED),
        (TOKEN[:150], Fault.TRUNCATED),
        (TOKEN + "A" * 8, Fault.MALFORMED),
        (TOKEN + "A" * 400, Fault.MALFORMED),
        (TOKEN.replace("A", "1", 1), Fault.MALFORMED),
        (TOKEN.replace("A", "é", 1), Fault.MALFORMED),
        ("ſ" * 194, Fault.MALFORMED),
        ("A" * 194, Fault.MALFORMED),
        ("HC1:" + TOKEN, Fault.MALFORMED),
        (_in_another_form(), Fault.MALFORMED),
        (_with_payload(b""), Fault.MALFORMED),
        (_with_payload(some_payload().encode() + b"\x00" * 20), Fault.MALFORMED),
        (_with_payload(b"\x98\x08" + some_payload().encode()[1:]), Fault.MALFORMED),
        (_with_payload(cbor2.dumps([2, bytes(8), None, [], 1, 2, 3, 4, bytes(33)])), Fault.MALFORMED),
        (token_of(some_payload(), TestSigner(kid=OURS.kid)), Fault.FORGED),
        (token_of(some_payload(), TestSigner(kid=b"\x07\x07\x07\x07")), Fault.UNKNOWN_KEY),
    ],
)  # fmt: skip
def test_each_wrong_thing_has_its_word(text: str, fault: Fault) -> None:
    """Cut short, ill made, made by others."""
    assert open_token(text, KEYS, NOW) is fault


def test_what_its_payload_may_not_say() -> None:
    """Numbers out of bounds, plates nobody has, times that run backwards, one number written in two bytes."""
    good = [1, bytes(8), "AB123CD", [1], 5, 9, 300, 7]
    assert decode(cbor2.dumps(good)) is not None
    for place, wrong in (
        (0, 2), (0, True), (1, bytes(7)), (1, "12345678"), (2, ""), (2, "ab123cd"), (2, "AB-123"), (2, "A" * 17),
        (2, 5), (3, 1), (3, [-1]), (3, ["x"]), (3, [1] * 17), (4, -1), (4, 9), (4, 5.0), (5, 2**40), (6, None),
        (6, True), (7, 2**31), (7, 2**70),
    ):  # fmt: skip
        assert decode(cbor2.dumps([*good[:place], wrong, *good[place + 1 :]])) is None, (place, wrong)
    for device in (b"", bytes(32), None, "x" * 33):
        assert decode(cbor2.dumps([*good, device])) is None
    assert decode(cbor2.dumps([*good, bytes(33), 1])) is None
    assert decode(cbor2.dumps(good).replace(b"\x19\x01\x2c", b"\x1a\x00\x00\x01\x2c")) is None


def test_each_instant_and_place_has_its_word() -> None:
    """Before, within, after; elsewhere; a key before and past its life."""
    payload = some_payload(ends_at=NOW + timedelta(days=500))
    token = token_of(payload, OURS)

    def said(days: float, territories: tuple[str, ...] | None = None) -> object:
        found = open_token(token, KEYS, NOW + timedelta(days=days), territories)
        return found.refusal if isinstance(found, Opened) else found

    assert said(-1.001) is Refusal.NOT_YET
    assert said(-1) is None
    assert said(0, ("grenoble", "lyon")) is None
    assert said(0, ("lyon",)) is Refusal.OTHER_TERRITORY
    assert said(-31) is Fault.KEY_EARLY
    assert said(400) is Fault.KEY_OVER
    found = open_token(TOKEN, KEYS, NOW + timedelta(days=180))
    assert isinstance(found, Opened)
    assert found.refusal is Refusal.EXPIRED


def test_every_key_of_a_name_is_tried() -> None:
    """Four bytes may meet."""
    twin = TestSigner("lyon", OURS.kid)
    keys = {OURS.kid: (twin.key, OURS.key)}
    for signer in (OURS, twin):
        found = open_token(token_of(some_payload(), signer), keys, NOW)
        assert isinstance(found, Opened)
        assert found.territory == signer.territory


def test_kinds_have_numbers() -> None:
    """Two bytes a kind; where two kinds share them, none is told."""
    assert find_kind(["artisan", "chantier"], kind_number("chantier")) == "chantier"
    assert find_kind(["artisan"], kind_number("chantier")) is None
    assert find_kind(["artisan", "artisan"], kind_number("artisan")) is None


OTHER = token_of(some_payload(plate="ZZ999ZZ"), OTHERS)


def _mutants(count: int, seed: int) -> list[str]:
    """Tokens that are not ours, near to two that are."""
    drawn, other = random.Random(seed), OTHER
    data = as_bytes(TOKEN)

    def put(text: str, place: int, sign: str) -> str:
        return text[:place] + sign + text[place + 1 :]

    def flipped() -> str:
        place = drawn.randrange(len(data))
        return as_text(data[:place] + bytes([data[place] ^ 1 << drawn.randrange(8)]) + data[place + 1 :])

    def resized() -> str:
        start = drawn.randrange(len(data))
        more = drawn.randbytes(drawn.randrange(0, 9))
        return as_text(data[:start] + more + data[start + drawn.randrange(0, 9) :])

    ways: list[Callable[[], str]] = [
        lambda: put(TOKEN, drawn.randrange(len(TOKEN)), drawn.choice(SIGNS)),
        lambda: put(TOKEN, drawn.randrange(len(TOKEN)), chr(drawn.randrange(1, 0x2FFF))),
        lambda: TOKEN[: drawn.randrange(len(TOKEN))],
        lambda: TOKEN[: (cut := drawn.randrange(1, len(TOKEN)))] + other[cut:],
        lambda: "".join(drawn.sample(TOKEN, len(TOKEN))),
        lambda: as_text(drawn.randbytes(drawn.randrange(75, 250))),
        flipped,
        resized,
        lambda: token_of(some_payload(code=drawn.randbytes(8)), TestSigner(kid=OURS.kid, private=OTHERS.private)),
    ]
    return [ways[number % len(ways)]() for number in range(count)]


@pytest.mark.parametrize("count", [2_000, pytest.param(100_000, marks=pytest.mark.prove)])
def test_no_mutant_is_believed(count: int) -> None:
    """None opens, none raises; each has one of the words."""
    found: dict[object, int] = {}
    for text in _mutants(count, seed=8):
        # A splice or a change may write again what was there.
        if text.upper() in (TOKEN, OTHER):
            continue
        said = open_token(text, KEYS, NOW)
        assert isinstance(said, Fault), text
        found[said] = found.get(said, 0) + 1
    assert found.keys() >= {Fault.TRUNCATED, Fault.MALFORMED, Fault.FORGED, Fault.UNKNOWN_KEY}
    assert sum(found.values()) >= count * 0.95


ONE = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
TWO = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]


@pytest.mark.parametrize(
    ("statuses", "bits", "raw", "text"),
    [(ONE, 1, "b9a3", "eNrbuRgAAhcBXQ"), (TWO, 2, "c944f9", "eNo76fITAAPfAgc")],
)
def test_lists_are_those_of_the_draft(statuses: list[int], bits: int, raw: str, text: str) -> None:
    """Its own examples (sections 4.1 and 4.2), written and read."""
    data = packed(dict(enumerate(statuses)), len(statuses), bits)
    assert data.hex() == raw
    assert urlsafe_b64encode(compressed(data)).decode().rstrip("=") == text
    assert inflated(urlsafe_b64decode(text + "=" * (-len(text) % 4))) == data
    assert [status_at(data, bits, place) for place in range(len(statuses) + 1)] == [*statuses, None]


def test_a_signed_list_says_whose_it_is_and_until_when() -> None:
    """Read back, stale after a quarter of an hour, over after a day; of another name it is no list of ours."""
    subject = f"{ORIGIN}/s/grenoble.0"
    token = sign_list(packed({5: 1, SIZE - 1: 2}, SIZE), subject, OURS, NOW)
    found = open_list(token, KEYS, NOW, subject)
    assert isinstance(found, StatusList)
    assert [found.get(place) for place in (0, 5, SIZE - 1, SIZE, -1)] == [0, 1, 2, None, None]
    assert not found.stale(NOW)
    assert found.stale(NOW + TTL)
    assert (found.ttl, found.bits, found.territory) == (timedelta(minutes=15), BITS, "grenoble")
    assert open_list(token, KEYS, NOW + LIFE, subject) is Fault.KEY_OVER
    assert open_list(token, KEYS, NOW, f"{ORIGIN}/s/grenoble.1") is Fault.MALFORMED
    assert open_list(token, {}, NOW, subject) is Fault.UNKNOWN_KEY
    assert open_list(token[:-1] + b"\x00", KEYS, NOW, subject) is Fault.FORGED
    assert open_list(token[:40], KEYS, NOW, subject) is Fault.TRUNCATED
    assert open_list(as_bytes(TOKEN), KEYS, NOW, subject) is Fault.MALFORMED
    assert open_token(as_text(token), KEYS, NOW) is Fault.MALFORMED


def test_a_list_that_swells_is_refused() -> None:
    """A bomb of zeros is not opened to its end."""
    with pytest.raises(ValueError, match="long"):
        inflated(compressed(bytes(10**6)))
    with pytest.raises(ValueError, match="cut short"):
        inflated(compressed(b"x" * 9)[:-2])
    with pytest.raises(ValueError, match="not a status list"):
        inflated(b"x" * 9)
    assert len(compressed(bytes(SIZE * BITS // 8))) < 100
    assert zlib.decompress(compressed(b"x")) == b"x"


def test_decoys_fall_one_by_one() -> None:
    """The same places for the same seed; each loses its validity once and never wins it back."""
    before, after = decoys(b"a" * 16, NOW, NOW), decoys(b"a" * 16, NOW, NOW + DECOYS_FALL / 2)
    assert before.keys() == after.keys() != decoys(b"b" * 16, NOW, NOW).keys()
    assert DECOYS * 0.97 < len(after) <= DECOYS
    assert max(after) < SIZE
    fallen = {place for place, status in after.items() if status is Status.INVALID}
    assert {place for place, status in before.items() if status is Status.INVALID} <= fallen
    assert len(after) * 0.4 < len(fallen) < len(after) * 0.6
