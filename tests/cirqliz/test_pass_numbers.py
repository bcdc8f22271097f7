"""The number below a code: read however it is typed, in Python and in the scanner; every slip of a finger is told."""

import json
import random
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from cirqliz.core.passes.number import SIGNS, Number, Slip, number_of, read_number

SCRIPT = Path(__file__).resolve().parents[2] / "platform/joptimiz/frontend/src/pass/number.js"
_ASKED = """
const {numberOf, readNumber} = await import(process.argv[1]);
const {passes, texts} = JSON.parse(process.argv[2]);
console.log(JSON.stringify({numbers: passes.map(numberOf), read: texts.map(readNumber)}));
"""
PLACES = (0, 1, 7, 131_071, 131_072, 900_000, 2**20 - 1, 2**20, 2**31 - 1)


def _bare(number: str) -> str:
    return number.replace("-", "")


def test_read_back() -> None:
    """Eight signs for the first eight lists, eleven at most; small letters, spaces, letters that look alike."""
    drawn = random.Random(8)
    for status in PLACES:
        code = drawn.randbytes(8)
        number = number_of(status, code)
        assert len(_bare(number)) == 8 if status < 2**20 else 8 < len(_bare(number)) <= 11
        spelled = _bare(number).lower().replace("0", "o").replace("1", "l").replace("v", "u")
        for typed in (number, spelled, " ".join(spelled), number.replace("-", "\u2011"), f" {number}\u00a0"):
            found = read_number(typed)
            assert isinstance(found, Number), typed
            assert (found.status, found.names(code)) == (status, True)
            assert not found.names(bytes([code[0] ^ 1]) + code[1:])


def test_every_slip_is_told() -> None:
    """Any one sign for another, any two that changed places; too short, too long, strange, nothing at all."""
    for status in PLACES:
        number = _bare(number_of(status, b"\x5a\xc3abcdef"))
        for place, right in enumerate(number):
            for sign in set(SIGNS) - {right}:
                assert read_number(number[:place] + sign + number[place + 1 :]) is Slip.CHECK
        for place, (one, other) in enumerate(pairwise(number)):
            swapped = number[:place] + other + one + number[place + 2 :]
            assert one == other or read_number(swapped) is Slip.CHECK
    wrong = (
        ("", Slip.EMPTY),
        (" - ", Slip.EMPTY),
        ("7K2", Slip.LENGTH),
        ("0" * 12, Slip.LENGTH),
        ("7K2M*9QX", Slip.SIGNS),
    )
    for typed, slip in (*wrong, ("é" * 8, Slip.SIGNS), ("٣" * 8, Slip.SIGNS)):
        assert read_number(typed) is slip


def test_the_scanner_says_the_same() -> None:
    """For the same passes, and for what people type."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("Node.js est absent")
    drawn = random.Random(9)
    passes = [(place, drawn.randbytes(8)) for place in (*PLACES, *(drawn.randrange(2**31) for _ in range(200)))]
    ours = [number_of(*each) for each in passes]
    texts = [
        *ours,
        *(each.lower().replace("0", "O") for each in ours),
        *(each[1:] + each[0] for each in ours),
        "",
        "é",
        "7",
    ]
    asked = {"passes": [{"status": place, "code": code.hex()} for place, code in passes], "texts": texts}
    command = [node, "--input-type=module", "-e", _ASKED, SCRIPT.as_uri(), json.dumps(asked)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert told["numbers"] == ours
    mine = [
        {"slip": found.value}
        if isinstance(found := read_number(text), Slip)
        else {"number": {"status": found.status, "tag": found.tag}}
        for text in texts
    ]
    assert told["read"] == mine
