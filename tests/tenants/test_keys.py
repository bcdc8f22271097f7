"""Keys: made, turned, withdrawn, sealed at rest; what they sign verifies without us, and nothing else does."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from sealing import NOW, SIGNING, publish_some

from rules.canonical import canonical
from rules.model import Activation, Repeal
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict, NotFound, Unavailable
from tenants.keys import Signing, list_keys
from tenants.keys.curve import Pair, b64, is_signed, kid_of, unb64
from tenants.keys.header import offsets_of
from tenants.keys.vault import Vault
from tenants.migrate import Addresses
from tenants.overlays import add_overlay
from tenants.verifying import Refused, Ring, verify, verify_keys

DAY = timedelta(days=1)
ELSEWHERE = Signing(Vault(lambda _: b"another secret of thirty-two byte"[:32]))


@pytest.fixture
async def slug(database: Addresses) -> AsyncIterator[str]:
    """A territory with one version, and a platform without keys of another secret."""
    async with scoped(NOBODY) as connection:
        await connection.execute("DELETE FROM platform_secret")
    name = f"valmont-{uuid4().hex[:8]}"
    await publish_some(name)
    yield name
    async with scoped(NOBODY) as connection:
        await connection.execute("DELETE FROM platform_secret")


async def envelope_of(slug: str, now: datetime = NOW, number: int | None = None) -> bytes:
    """What is served of a territory."""
    seal = await SIGNING.seal(slug, now, number)
    async with scoped(Scope(territory=slug)) as connection:
        bundle = await connection.fetchval("SELECT bundle FROM rulebook WHERE number = $1", seal.rulebook)
    return seal.envelope(bundle.encode())


async def ring_of(now: datetime = NOW) -> Ring:
    """The keys as anybody has them."""
    return verify_keys(await SIGNING.keys(now), now)


def refusal(envelope: bytes, ring: Ring, now: datetime = NOW, **more: int) -> str:
    """Why an envelope is not believed."""
    with pytest.raises(Refused) as refused:
        verify(envelope, ring, now, seen=more.get("seen", 0))
    assert str(refused.value)
    return refused.value.code


def test_raw_signatures_and_strict_letters() -> None:
    """64 bytes in base64url, of which only one spelling is read; a kid is four bytes of the hash of its key."""
    pair = Pair.new()
    sig = pair.sign(b"message")
    assert len(unb64(sig)) == 64
    assert is_signed(b"message", sig, *pair.coordinates)
    assert not is_signed(b"Message", sig, *pair.coordinates)
    assert unb64(pair.kid) == sha256(pair.point).digest()[:4]
    assert Pair.of(pair.secret).kid == kid_of(*pair.coordinates) == pair.kid
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = letters[letters.index(sig[-1]) ^ 1]
    for wrong in (f"{sig}=", f"{sig[:-1]}{last}", f"{sig[:-1]}é", f" {sig}", sig[:-3]):
        with pytest.raises(ValueError, match=r"."):
            is_signed(b"message", wrong, *pair.coordinates)


async def test_an_envelope_holds_the_published_bytes(slug: str) -> None:
    """As they were published, verified with the list of keys alone; its own bytes are canonical too."""
    envelope = await envelope_of(slug)
    assert canonical(json.loads(envelope)) == envelope
    opened = verify(envelope, await ring_of(), NOW)
    published = await publish_some(slug, 1)
    assert (opened.territory, opened.rulebook, opened.sequence, opened.standing) == (slug, 1, 1, "in_force")
    assert opened.bundle.canonical in envelope
    assert opened.bundle.canonical != published


async def test_every_node_serves_the_same_bytes(slug: str) -> None:
    """Ten nodes asked at once sign once; asked again within the day, they give the same."""
    seals = await asyncio.gather(*(SIGNING.seal(slug, NOW) for _ in range(10)))
    assert len(set(seals)) == 1
    assert await SIGNING.seal(slug, NOW + DAY - timedelta(seconds=1)) == seals[0]
    lists = await asyncio.gather(*(SIGNING.keys(NOW) for _ in range(10)))
    assert len(set(lists)) == 1


async def test_one_changed_byte_fails(slug: str) -> None:
    """Any byte of the envelope, any bit of it: nothing else than what was signed is read."""
    envelope, ring = await envelope_of(slug), await ring_of()
    drawn = random.Random(8)
    places = {*range(40), *range(len(envelope) - 120, len(envelope)), *drawn.sample(range(len(envelope)), 400)}
    for place in places:
        changed = bytearray(envelope)
        changed[place] ^= 1 << drawn.randrange(8)
        assert refusal(bytes(changed), ring) in ("truncated", "malformed", "forged", "unknown-key")


async def test_what_is_wrong_is_told(slug: str) -> None:
    """Cut short, of another type, by an unknown key, of another territory, too early, too late, older."""
    envelope, ring = await envelope_of(slug), await ring_of()
    assert refusal(envelope[:-30], ring) == "truncated"
    assert refusal(b"[]", ring) == "malformed"
    assert refusal(b"[" * 100_000, ring) == "truncated"
    assert refusal(await SIGNING.keys(NOW), ring) == "malformed"
    assert refusal(envelope, Ring(ring.sequence, ring.expires, ring.anchors)) == "unknown-key"
    assert refusal(envelope, ring, NOW - timedelta(minutes=6)) == "not-yet-valid"
    assert verify(envelope, ring, NOW - timedelta(minutes=4)).sequence == 1
    assert refusal(envelope, ring, NOW + 7 * DAY) == "expired"
    assert refusal(envelope, ring, seen=2) == "older"
    other = f"bourg-{uuid4().hex[:8]}"
    await publish_some(other)
    theirs = json.loads(await envelope_of(other))
    mixed = {**json.loads(envelope), **{name: theirs[name] for name in ("header", "sig", "kid")}}
    assert refusal(canonical(mixed), await ring_of()) == "forged"
    assert refusal(canonical({**theirs, "kid": json.loads(envelope)["kid"]}), await ring_of()) == "unknown-key"


async def test_a_publication_and_an_overlay_are_signed_next(slug: str) -> None:
    """With a greater sequence; what is laid over the version travels in the header."""
    first = verify(await envelope_of(slug), await ring_of(), NOW)
    await publish_some(slug, 1)
    second = verify(await envelope_of(slug), await ring_of(), NOW)
    assert (second.rulebook, second.sequence) == (2, first.sequence + 1)
    on = Activation("pic", NOW, NOW + DAY, "préfecture")
    await add_overlay(slug, on, by="test", at=NOW)
    await add_overlay(slug, Repeal("CGCT L1", date(2027, 1, 1)), by="test", at=NOW)
    third = verify(await envelope_of(slug), await ring_of(), NOW)
    assert third.sequence == first.sequence + 2
    told = {(each.trigger, each.start, each.end) for each in third.bundle.overlays if isinstance(each, Activation)}
    assert told == {("pic", NOW, NOW + DAY)}
    assert [each.basis for each in third.bundle.overlays if isinstance(each, Repeal)] == ["CGCT L1"]


async def test_a_past_version_says_so(slug: str) -> None:
    """It verifies for who asks for the past, and passes for the law in force with nobody."""
    await publish_some(slug, 1)
    former, ring = await envelope_of(slug, number=1), await ring_of()
    assert refusal(former, ring) == "past"
    assert verify(former, ring, NOW, past=True).rulebook == 1
    assert verify(await envelope_of(slug, number=2), ring, NOW).rulebook == 2
    for number in (0, 3, -1):
        with pytest.raises(NotFound):
            await SIGNING.seal(slug, NOW, number)
    with pytest.raises(NotFound):
        await SIGNING.seal("nulle-part", NOW)


async def test_keys_turn_by_themselves(slug: str) -> None:
    """The next one is listed a month ahead; then it signs, and what the former one signed is still believed."""
    old = await SIGNING.seal(slug, NOW)
    soon = NOW + 340 * DAY
    assert (await SIGNING.seal(slug, soon)).kid == old.kid
    listed = {key.kid: key for key in (await ring_of(soon)).keys if key.territory == slug}
    assert len(listed) == 2
    late = NOW + 366 * DAY
    new = await SIGNING.seal(slug, late)
    assert new.kid in listed
    assert new.kid != old.kid
    assert {key.kid for key in (await ring_of(late)).keys if key.territory == slug} >= listed.keys()
    async with scoped(Scope(territory=slug)) as connection:
        kept = await connection.fetch("SELECT kid FROM key_secret")
    assert [row["kid"] for row in kept] == [new.kid], "the private part of what signs no more is gone"


async def test_keys_turned_by_hand(slug: str) -> None:
    """A week ahead, one at a time; at once when one leaked, and then nothing it signed is believed."""
    old, envelope = await SIGNING.seal(slug, NOW), await envelope_of(slug)
    made = await SIGNING.rotate(slug, NOW, by="test")
    with pytest.raises(Conflict):
        await SIGNING.rotate(slug, NOW, by="test")
    assert (await SIGNING.seal(slug, NOW + 6 * DAY)).kid == old.kid
    assert (await SIGNING.seal(slug, NOW + 7 * DAY)).kid == made.kid
    at_once = await SIGNING.rotate(slug, NOW + 8 * DAY, by="test", at_once=True)
    assert (await SIGNING.seal(slug, NOW + 8 * DAY)).kid == at_once.kid
    assert refusal(envelope, await ring_of(NOW + 8 * DAY), NOW + timedelta(days=1)) == "unknown-key"
    with pytest.raises(NotFound):
        await SIGNING.rotate("nulle-part", NOW, by="test")


async def test_the_platform_vouches_for_its_next_key(slug: str) -> None:
    """A verifier that knows the list of before believes the next one, and no list of anybody else."""
    first = await ring_of()
    await SIGNING.rotate(None, NOW, by="test")
    told = verify_keys(await SIGNING.keys(NOW), NOW, anchors=first.anchors, seen=first.sequence)
    later = NOW + 8 * DAY
    body = await SIGNING.keys(later)
    assert verify_keys(body, later, anchors=told.anchors, seen=told.sequence).sequence > told.sequence
    for code, anchors, seen in (("unknown-key", first.anchors, 0), ("older", told.anchors, 10_000)):
        with pytest.raises(Refused) as refused:
            verify_keys(body, later, anchors=anchors, seen=seen)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        verify_keys(body.replace(b'"sequence":', b'"sequence":1'), later, anchors=told.anchors)
    assert refused.value.code == "forged"


async def test_private_parts_are_sealed(slug: str) -> None:
    """Another secret opens none of them, and says what to do; each is bound to its own name."""
    await SIGNING.seal(slug, NOW)
    with pytest.raises(Unavailable, match="ne s’ouvrent pas"):
        await ELSEWHERE.seal(slug, NOW + 2 * DAY)
    async with scoped(Scope(territory=slug)) as connection:
        sealed = await connection.fetchval("SELECT sealed FROM key_secret")
    with pytest.raises(Unavailable):
        SIGNING.vault.open("AAAAAA", sealed)


async def test_a_key_is_made_through_the_door(slug: str) -> None:
    """With a trace in the national journal, which holds nothing secret."""
    seal = await SIGNING.seal(slug, NOW)
    async with scoped(NOBODY) as connection:
        traces = await connection.fetch(
            "SELECT door, after FROM national_audit WHERE table_name = 'public_key' AND after ->> 'kid' = $1", seal.kid
        )
    assert [trace["door"] for trace in traces] == [f"signature: {slug}"]
    assert seal.kid in {key.kid for key in await list_keys()}


def test_the_clock_is_told_as_a_table() -> None:
    """Both changes of each year in Paris, none in Martinique, and where the table ends."""
    paris = offsets_of("Europe/Paris", 2026, 2026)
    summer, winter = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert paris[1:3] == [(int(summer.timestamp()), 7_200), (int(winter.timestamp()), 3_600)]
    assert paris[-1] == (int(datetime(2027, 1, 1, tzinfo=UTC).timestamp()), 0)
    assert [offset for _, offset in offsets_of("America/Martinique", 2026, 2026)] == [-14_400, 0]


def test_letters_go_both_ways() -> None:
    """Whatever the bytes."""
    for size in range(8):
        assert unb64(b64(bytes(range(size)))) == bytes(range(size))
