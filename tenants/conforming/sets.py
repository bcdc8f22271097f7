"""The files of a set: `questions.json` and its seal, with the bundle and the keys that whoever answers needs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from rules.canonical import canonical
from rules.clock import EPOCH, seconds
from tenants.keys.curve import Pair
from tenants.verifying import Answer, Opened, Question, Refused, decide, verify, verify_keys, verify_signed

TYPE = "joptimiz/conformance@1"
QUESTIONS, SEAL, BUNDLE, KEYS = "questions.json", "seal.json", "bundle.json", "keys.json"


class Broken(Exception):
    """A set that is not whole, or not what was signed; the message is French."""


class Set(Struct, frozen=True):
    """Questions about one version, and the answers expected; `issued` is in seconds from 1970."""

    type: str
    territory: str
    rulebook: int
    issued: int
    seed: int
    questions: list[Question]
    answers: list[Answer]


class Seal(Struct, frozen=True):
    """The signature of `{digest, issued, territory, type}`, canonical; the digest is that of the questions."""

    kid: str
    sig: str
    alg: str = "ES256"


@dataclass(frozen=True, slots=True)
class Sealed:
    """The bytes of the two files."""

    questions: bytes
    seal: bytes


def seal_set(pair: Pair, opened: Opened, questions: Sequence[Question], seed: int, now: datetime) -> Sealed:
    """The questions with their answers, signed with a key of the territory."""
    version = opened.version
    answers = [decide(opened, question) for question in questions]
    whole = Set(TYPE, version.territory, version.rulebook, seconds(now), seed, list(questions), answers)
    body = msgspec.json.encode(whole)
    seal = Seal(pair.kid, pair.sign(_message(whole, body)))
    return Sealed(body, msgspec.json.encode(seal))


def read_set(folder: Path) -> Set:
    """The set in a folder, once its signature is verified; raises `Broken`."""
    try:
        body = (folder / QUESTIONS).read_bytes()
        whole = msgspec.json.decode(body, type=Set)
        seal = msgspec.json.decode((folder / SEAL).read_bytes(), type=Seal)
        # The list was signed with the set: it is read as of that day, and the set stays good after it.
        ring = verify_keys((folder / KEYS).read_bytes(), EPOCH + timedelta(seconds=whole.issued))
        verify_signed(whole.territory, _message(whole, body), seal.kid, seal.sig, ring, issued=whole.issued)
    except OSError as error:
        raise Broken(f"Le fichier «\u00a0{error.filename}\u00a0» ne se lit pas.") from error
    except msgspec.MsgspecError as error:
        raise Broken("Les questions ou leur signature ne sont pas lisibles.") from error
    except Refused as error:
        raise Broken(str(error)) from error
    return whole


def open_bundle(folder: Path, found: Set) -> Opened:
    """The version in a folder, verified as of the day of its questions; raises `Broken`."""
    at = EPOCH + timedelta(seconds=found.issued)
    try:
        ring = verify_keys((folder / KEYS).read_bytes(), at)
        return Opened.of(verify((folder / BUNDLE).read_bytes(), ring, at))
    except OSError as error:
        raise Broken(f"Le fichier «\u00a0{error.filename}\u00a0» ne se lit pas.") from error
    except Refused as error:
        raise Broken(str(error)) from error


def answered(opened: Opened, questions: Sequence[Question]) -> object:
    """Our answers, as JSON writes them."""
    return msgspec.to_builtins([decide(opened, question) for question in questions])


def read_answers(path: Path) -> list[Answer]:
    """Somebody’s answers: a list, or the same under `answers`; raises `Broken`."""
    try:
        told = json.loads(path.read_bytes())
        listed = told.get("answers") if isinstance(told, dict) else told
        return msgspec.convert(listed, list[Answer])
    except OSError as error:
        raise Broken(f"Le fichier «\u00a0{path}\u00a0» ne se lit pas.") from error
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        said = f"Les réponses de «\u00a0{path}\u00a0» n’ont pas la forme attendue\u00a0: {error}"
        raise Broken(said) from error


def _message(whole: Set, body: bytes) -> bytes:
    digest = sha256(body).hexdigest()
    return canonical({"digest": digest, "issued": whole.issued, "territory": whole.territory, "type": whole.type})
