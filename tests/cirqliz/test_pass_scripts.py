"""The scanner’s own reader of passes and lists gives the answers of ours, whatever the bytes."""

import json
import random
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import cbor2
import pytest

from cirqliz.core.passes import Fault, Opened, open_token, token_of
from cirqliz.core.passes.cose import Key, pack
from cirqliz.core.passes.lists import LIFE, SIZE, Status, open_list, packed, sign_list
from cirqliz.core.passes.payload import kind_number
from rules.clock import seconds
from tenants.keys.curve import b64

from .signers import NOW, ORIGIN, TestSigner, some_payload
from .test_pass_tokens import KEYS, OTHERS, OURS, SIGNS, TOKEN, as_bytes, as_text

ROOT = Path(__file__).resolve().parents[2]
READER = ROOT / "platform" / "joptimiz" / "frontend" / "src" / "pass" / "index.js"
SAMPLE, ALL = 3_000, 100_000
UNREADABLE = frozenset({"malformed", "truncated"})
"""Bytes that are no CBOR at all may be ill made and cut at once: which comes first depends on who reads."""


@dataclass(frozen=True)
class Script:
    """The scanner’s reader, in one process for all requests."""

    process: "subprocess.Popen[str]"

    def ask(self, now: datetime, **asked: object) -> dict[str, object]:
        """What it says."""
        assert self.process.stdin
        assert self.process.stdout
        keys = [_key(key) for named in KEYS.values() for key in named]
        self.process.stdin.write(json.dumps({"keys": keys, "now": seconds(now)} | asked) + "\n")
        self.process.stdin.flush()
        found: dict[str, object] = json.loads(self.process.stdout.readline())
        return found

    def opened(self, texts: Sequence[str], now: datetime = NOW, territories: Sequence[str] | None = None) -> object:
        """What it says of these texts."""
        return self.ask(now, texts=list(texts), territories=territories)["opened"]


def _key(key: Key) -> dict[str, object]:
    numbers = key.public.public_numbers()
    x, y = (b64(each.to_bytes(32, "big")) for each in (numbers.x, numbers.y))
    return {
        "kid": b64(key.kid), "territory": key.territory, "x": x, "y": y,
        "nbf": seconds(key.starts_at), "exp": seconds(key.ends_at),
    }  # fmt: skip


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    """The scanner’s reader."""
    node = shutil.which("node")
    assert node
    command = [node, str(Path(__file__).parent / "oracle" / "passes.mjs"), READER.as_uri()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Script(process)
        assert process.stdin
        process.stdin.close()


def ours(text: str, now: datetime = NOW, territories: Sequence[str] | None = None) -> dict[str, object]:
    """What we say of a text, as the scanner writes it."""
    found = open_token(text, KEYS, now, territories)
    if isinstance(found, Fault):
        return {"answer": found.value, "territory": None, "payload": None, "stamp": None}
    said = asdict(found.payload)
    starts, ends = seconds(said.pop("starts_at")), seconds(said.pop("ends_at"))
    told = said | {"starts": starts, "ends": ends, "code": said["code"].hex(), "zones": list(said["zones"])}
    told["device"] = said["device"].hex() if said["device"] else None
    stamp = seconds(found.stamped_at) if found.stamped_at else None
    answer = found.refusal and found.refusal.value
    return {"answer": answer, "territory": found.territory, "payload": told, "stamp": stamp}


def agree(
    script: Script, texts: Sequence[str], now: datetime = NOW, territories: Sequence[str] | None = None,
    *, alike: frozenset[object] = frozenset(),
) -> None:  # fmt: skip
    """Raises AssertionError unless both say the same of each, or one of the answers that are `alike`."""
    theirs = script.opened(texts, now, territories)
    assert isinstance(theirs, list)
    differing = {
        text: (told, mine)
        for text, told in zip(texts, theirs, strict=True)
        if told != (mine := ours(text, now, territories)) and not {told["answer"], mine["answer"]} <= alike
    }
    assert not differing


def test_the_same_word_for_each_pass(script: Script) -> None:
    """Good in either case, too early, too late, elsewhere, of a key not in use; a fleet’s, one without plate."""
    pooled = token_of(some_payload(plate=None, device=b"\x02" * 33), OURS)
    others = token_of(some_payload(zones=(), plate="ÉÇ1"), OTHERS)
    texts = [TOKEN, TOKEN.lower(), pooled, others]
    for days in (-40, -2, 0, 179, 181, 401):
        agree(script, texts, NOW + timedelta(days=days))
    agree(script, texts, territories=["lyon"])
    agree(script, texts, territories=[])
    assert isinstance(open_token(others, KEYS, NOW), Opened)


def _strange() -> list[str]:
    """Texts that are nearly passes."""
    good = cbor2.loads(as_bytes(TOKEN)).value
    bodies = (
        b"", b"\x98\x08" + some_payload().encode()[1:], some_payload().encode() + b"\0", cbor2.dumps([2, bytes(8)]),
        *(cbor2.dumps([1, bytes(8), plate, [1], 5, 9, 300, 7]) for plate in ("ab1", "", "A B", "A" * 17, "SS1", 7)),
        *(cbor2.dumps([1, bytes(8), "A1", zones, 5, 9, 300, 7]) for zones in ([-1], [2**31], [1.5], ["x"], [1] * 17)),
        *(cbor2.dumps([1, bytes(8), "A1", [], *ends, 300, 7]) for ends in ((9, 5), (5, 2**26), (True, 9), (2**70, 9))),
    )  # fmt: skip
    forms = (
        cbor2.CBORTag(17, good), good, cbor2.CBORTag(18, good[:3]), cbor2.CBORTag(18, [good[0], {1: 2}, *good[2:]]),
        cbor2.CBORTag(18, [*good[:3], good[3] + b"\0"]), cbor2.CBORTag(18, [b"\xa1\x01\x26", *good[1:]]),
        cbor2.CBORTag(18, [cbor2.dumps({1: -35, 4: OURS.kid}), *good[1:]]),
    )  # fmt: skip
    signed = [as_text(pack(body, OURS)) for body in bodies]
    built = [as_text(cbor2.dumps(form)) for form in forms]
    cut = [TOKEN[:size] for size in (0, 1, 119, 120, 121, 150, len(TOKEN) - 9, len(TOKEN) - 1)]
    worn = [TOKEN + "A", TOKEN + "A" * 8, TOKEN + "A" * 400, TOKEN.replace("A", "1", 1), "é" + TOKEN, "ſ" * 194]
    keyed = [token_of(some_payload(), TestSigner(kid=kid)) for kid in (OURS.kid, b"\x07\x07\x07\x07")]
    return [*signed, *built, *cut, *worn, *keyed, "A" * 194, "7" * 194, f"HC1:{TOKEN}"]


def test_the_same_word_for_each_strange_thing(script: Script) -> None:
    """Cut short, ill made, signed by others, signed by us and yet no pass."""
    agree(script, _strange())


def mutated(seed: int, count: int) -> list[str]:
    """Passes with signs or bytes changed, added, taken away."""
    drawn, found = random.Random(seed), []
    for _ in range(count):
        if drawn.random() < 0.3:
            signs = list(TOKEN)
            for _ in range(drawn.randint(1, 3)):
                signs[drawn.randrange(len(signs))] = drawn.choice(SIGNS)
            found.append("".join(signs)[: drawn.choice((400, 400, drawn.randrange(195)))])
            continue
        data = bytearray(as_bytes(TOKEN))
        for _ in range(drawn.randint(1, 4)):
            data[drawn.randrange(len(data) if drawn.random() < 0.5 else 16)] = drawn.randrange(256)
        found.append(as_text(bytes(data)[: drawn.choice((400, drawn.randrange(121)))]))
    return found


def test_the_same_word_whatever_the_bytes(script: Script) -> None:
    """Some thousands."""
    agree(script, mutated(8, SAMPLE), alike=UNREADABLE)


@pytest.mark.prove
def test_the_same_word_for_a_hundred_thousand(script: Script) -> None:
    """At length."""
    for seed in range(20):
        agree(script, mutated(seed, ALL // 20), alike=UNREADABLE)


def test_lists_are_read_alike(script: Script) -> None:
    """Each status at its place; of another name, changed, cut, past its time, of a key nobody knows: refused."""
    statuses = {0: Status.INVALID, 5: Status.SUSPENDED, SIZE - 1: Status.INVALID}
    name = "grenoble.0"
    token = sign_list(packed(statuses, SIZE), f"{ORIGIN}/s/{name}", OURS, NOW)
    asked = {"token": token.hex(), "name": name, "places": [0, 1, 5, SIZE - 1, SIZE]}
    assert script.ask(NOW, list=asked)["statuses"] == [1, 0, 2, 1, 1]
    changed = bytearray(token)
    changed[-1] ^= 1
    stranger = sign_list(packed({}, SIZE), f"{ORIGIN}/s/{name}", TestSigner(kid=b"\x07" * 4), NOW)
    for sent, named, now in (
        (bytes(changed), name, NOW), (token[:-9], name, NOW), (token, "grenoble.1", NOW), (b"", name, NOW),
        (token, name, NOW + LIFE), (stranger, name, NOW),
    ):  # fmt: skip
        said = open_list(sent, KEYS, now, f"{ORIGIN}/s/{named}")
        assert isinstance(said, Fault)
        assert script.ask(now, list=asked | {"token": sent.hex(), "name": named})["refused"] == said.value
    other = sign_list(packed({}, SIZE), f"{ORIGIN}/s/{name}", OTHERS, NOW)
    assert script.ask(NOW, list=asked | {"token": other.hex()})["refused"] == "malformed"


def test_a_key_turned_or_lost_while_away(script: Script) -> None:
    """A pass of a key that this device does not know yet; both keys once they were loaded; none left."""
    young = TestSigner(kid=b"\x0a\x0b\x0c\x0d")
    texts = [TOKEN, token_of(some_payload(), young)]
    for known, answers in (
        ([OURS], [None, "unknown_key"]), ([OURS, young], [None, None]), ([], ["unknown_key", "unknown_key"]),
    ):  # fmt: skip
        told = script.ask(NOW, keys=[_key(each.key) for each in known], texts=texts)["opened"]
        assert isinstance(told, list)
        assert [each["answer"] for each in told] == answers


def test_a_kind_is_found_by_its_number(script: Script) -> None:
    """The only one that has it."""
    kinds = {"among": ["artisan", "chantier"], "number": kind_number("chantier")}
    assert script.ask(NOW, kinds=kinds)["kind"] == "chantier"
    assert script.ask(NOW, kinds=kinds | {"number": kind_number("autre")})["kind"] is None
