"""Whatever is done to an export, its verification says so, and at which line."""

import hashlib
import json
from collections.abc import Callable

import pytest

from tenants.chained import START, Seal, line, link, seal_line, verify

COUNT = 6


def exported(count: int = COUNT) -> list[bytes]:
    """A chain and its seal."""
    lines, hashed = [], START
    for number in range(1, count + 1):
        row = {"territory": "lyon", "who": f"agent {number} é", "before": None, "after": {"n": number, "ok": True}}
        hashed = link(hashed, row)
        lines.append(line(number, hashed, row))
    return [*lines, seal_line(Seal("lyon", count, hashed))]


def said(lines: list[bytes]) -> list[tuple[int | None, str]]:
    """Line and code of each problem."""
    return [(problem.line, problem.code) for problem in verify(lines)[1]]


def test_a_whole_export_holds() -> None:
    """An empty one too; the hash is what the standard tools compute."""
    for count in (0, 1, COUNT):
        seal, problems = verify(exported(count))
        assert problems == ()
        assert seal is not None
        assert seal.count == count
    first = json.loads(exported()[0])
    text = json.dumps(first["row"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert first["hash"] == hashlib.sha256(f"{START}{text}".encode()).hexdigest()


@pytest.mark.parametrize("at", range(1, COUNT + 1))
def test_a_changed_row(at: int) -> None:
    """Its line is named, or the next when its hash was made again."""
    lines = exported()
    lines[at - 1] = lines[at - 1].replace(b"agent", b"agenT")
    assert said(lines) == [(at, "changed")]
    tree = json.loads(lines[at - 1])
    before = json.loads(lines[at - 2])["hash"] if at > 1 else START
    lines[at - 1] = line(at, link(before, tree["row"]), tree["row"])
    assert said(lines) == [(at + 1, "changed")]


@pytest.mark.parametrize("at", range(1, COUNT + 1))
def test_a_missing_row(at: int) -> None:
    """The line after the gap is named; at the end, the seal tells."""
    lines = exported()
    del lines[at - 1]
    assert said(lines) == [(at, "missing")]
    assert "fin" in verify(lines)[1][0].message if at == COUNT else f"la ligne {at} " in verify(lines)[1][0].message


def test_several_missing_rows() -> None:
    """All of them are named."""
    lines = exported()
    del lines[1:4]
    [problem] = verify(lines)[1]
    assert (problem.line, problem.code) == (2, "missing")
    assert "les lignes 2 à 4" in problem.message


@pytest.mark.parametrize("at", range(1, COUNT + 2))
def test_an_added_row(at: int) -> None:
    """A copy, an invention, and an invention properly linked are each found where they are."""
    lines = exported()
    before = json.loads(lines[at - 2])["hash"] if at > 1 else START
    row = {"territory": "lyon", "who": "x"}
    for number in (at, at - 1):
        for hashed in ("f" * 64, link(before, row)):
            forged = [*lines[: at - 1], line(number, hashed, row), *lines[at - 1 :]]
            problems = said(forged)
            # Before the seal no line follows that would tell an added one from a changed one.
            assert {found for found, _ in problems} <= ({at} if at <= COUNT else {at, at + 1}), (number, hashed)
            assert problems
            if at <= COUNT:
                assert problems == [(at, "added")]
    if at <= COUNT:
        assert said([*lines[:at], *lines[at - 1 :]]) == [(at + 1, "added")]


@pytest.mark.parametrize("kept", range(COUNT + 1))
def test_a_cut_end(kept: int) -> None:
    """Without seal it is cut; a half line is no line."""
    lines = exported()
    assert said(lines[:kept]) == [(kept + 1, "unsealed")]
    assert said([*lines[:kept], lines[kept][:-9]])[0] == (kept + 1, "changed")


@pytest.mark.parametrize(
    "alter",
    [
        lambda raw: raw.replace(b'"who"', b'"who":"nobody","who"'),
        lambda raw: raw.replace(b":", b": ", 1),
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: raw.replace(b'"n":3', b'"n":3.0'),
        lambda raw: raw.replace(b'"n":3', b'"n":NaN'),
        lambda raw: b"\xff" + raw,
        lambda _: b"[" * 100_000 + b"\n",
        lambda _: b"\n",
        lambda _: b"7\n",
    ],
)
def test_another_writing(alter: Callable[[bytes], bytes]) -> None:
    """A name said twice, another number, bytes that are no text: the line is named and the rest still holds."""
    lines = exported()
    lines[2] = alter(lines[2])
    assert said(lines) == [(3, "changed")]


def test_the_seal() -> None:
    """Its count, hash and territory are those of the rows; nothing follows it."""
    lines = exported()
    last = json.loads(lines[-2])["hash"]
    assert said([*lines[:-1], seal_line(Seal("lyon", COUNT + 1, last))]) == [(COUNT + 1, "missing")]
    assert said([*lines[:-1], seal_line(Seal("lyon", COUNT - 1, last))]) == [(COUNT + 1, "added")]
    assert said([*lines[:-1], seal_line(Seal("lyon", COUNT, START))]) == [(COUNT + 1, "changed")]
    assert said([*lines[:-1], seal_line(Seal("metz", COUNT, last))]) == [(COUNT + 1, "added")]
    assert said([*lines, lines[0]]) == [(COUNT + 2, "added")]


def test_a_number_alone() -> None:
    """Rows in their place under another number are told."""
    lines = exported()
    tree = json.loads(lines[3])
    lines[3] = line(40, tree["hash"], tree["row"])
    assert said(lines) == [(4, "changed")]


def test_rows_that_changed_places() -> None:
    """Both lines are told."""
    lines = exported()
    lines[2], lines[3] = lines[3], lines[2]
    assert {at for at, _ in said(lines)} == {3, 4}
