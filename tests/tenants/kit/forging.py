"""Envelopes and lists of keys signed in memory, and the JavaScript verifier to ask about them."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from rules.bundle import Bundle
from rules.canonical import Tree, canonical
from rules.clock import seconds
from rules.vocabulary import DUTIES
from tenants.keys.curve import Pair
from tenants.keys.header import Seal, Sealed
from tenants.keys.listing import TYPE, key_out
from tenants.keys.ring import BEHIND, SIGNS, Key
from tenants.verifying import Answer, Question

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "tests" / "tenants" / "oracle" / "verify.mjs"
VERIFY = ROOT / "platform" / "joptimiz" / "frontend" / "src" / "verify" / "index.js"
PLATFORM, TERRITORY = Pair.new(), Pair.new()


def keys_of(slug: str, now: datetime = NOW, *, more: Sequence[Key] = ()) -> bytes:
    """A list of keys of a platform and of one territory."""
    keys = [key_out(key) for key in (key_of(PLATFORM, None), key_of(TERRITORY, slug), *more)]
    until = seconds(now + timedelta(days=7))
    told: dict[str, Tree] = {"type": TYPE, "sequence": 1, "issued": seconds(now), "expires": until, "keys": keys}
    return canonical({"alg": "ES256", "kid": PLATFORM.kid, "list": told, "sig": PLATFORM.sign(canonical(told))})


def key_of(pair: Pair, slug: str | None, start: datetime = NOW - timedelta(days=30)) -> Key:
    """A key that signs from a month ago."""
    until = start + SIGNS
    return Key(pair.kid, slug, *pair.coordinates, start, start, until, until + BEHIND, None)


def envelope_of(bundle: Bundle, now: datetime = NOW, pair: Pair = TERRITORY) -> bytes:
    """The bundle and what is laid over it, signed."""
    slug = bundle.territory.slug
    sealed = Sealed(slug, 1, 1, "in_force", bundle.sha256, bundle.territory.timezone, bundle.overlays)
    header = sealed.header(now)
    seal = Seal(slug, 1, 1, "", header.decode(), pair.kid, pair.sign(header), now, now + timedelta(days=7))
    return seal.envelope(bundle.canonical)


class Located(msgspec.Struct, frozen=True):
    """The zones at a position, whether the territory covers it, and the zones whose rough outline is near."""

    zones: list[str]
    covered: bool
    approximate: list[str]


@dataclass(frozen=True)
class Script:
    """The JavaScript verifier, in one process for all requests."""

    process: "subprocess.Popen[str]"

    def ask(
        self, envelope: bytes, keys: bytes, questions: Sequence[Question] = (), now: datetime = NOW, seen: int = 0
    ) -> list[Answer] | str:
        """Its answers, lists sorted as ours are; or the code of its refusal."""
        request = {
            "envelope": envelope.decode(errors="replace"), "keys": keys.decode(), "now": seconds(now),
            "questions": msgspec.to_builtins(questions), "seen": seen,
        }  # fmt: skip
        told = self._ask(request)
        if "refused" in told:
            return str(told["refused"])
        return [_sorted(each) for each in msgspec.convert(told["answers"], list[Answer])]

    def locate(self, envelope: bytes, keys: bytes, positions: Sequence[Sequence[float]]) -> list[Located]:
        """Where it finds positions to be."""
        request = {"envelope": envelope.decode(), "keys": keys.decode(), "now": seconds(NOW), "positions": positions}
        return msgspec.convert(self._ask(request)["located"], list[Located])

    def _ask(self, request: Mapping[str, object]) -> Mapping[str, object]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        told: Mapping[str, object] = json.loads(self.process.stdout.readline())
        return told


@contextmanager
def scripted() -> Iterator[Script]:
    """The JavaScript verifier."""
    node = shutil.which("node")
    assert node
    command = [node, str(SCRIPT), VERIFY.as_uri()]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Script(process)
        assert process.stdin
        process.stdin.close()


def _sorted(answer: Answer) -> Answer:
    zones = [msgspec.structs.replace(zone, rules=sorted(zone.rules)) for zone in answer.zones]
    return msgspec.structs.replace(
        answer,
        obligations=sorted(answer.obligations, key=lambda duty: (DUTIES.index(duty[0]), duty[1] or 0)),
        zones=sorted(zones, key=lambda zone: zone.zone),
    )
