"""Reading text: nothing but `Invalid` ever comes out, whatever goes in."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.bundle import Bundle, load_bundle
from rules.log import Log
from rules.model import Invalid, Problem, Source
from rules.source import Scalar, Table, read_source

type Compile = Callable[..., Bundle]
type Problems = Callable[..., tuple[Problem, ...]]

many = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("written", ["22:30", "NO", "010", "1_000", "2026-04-01", "yes", "1e3", "0x1F", "~x", ".5"])
def test_scalars_stay_what_the_author_wrote(written: str) -> None:
    """No value changes type behind its author's back."""
    root = read_source(Source("f", f"key: {written}"), Log())
    assert isinstance(root, Table)
    value = root.entries["key"][1]
    assert isinstance(value, Scalar)
    assert value.text == written


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 100_000, "too_deep"),
        ("a: " + "[" * 50 + "]" * 50, "too_deep"),
        ("{a: &a [" + "x," * 20 + "], b: &b [" + "*a," * 20 + "], c: [" + "*b," * 20 + "]}", "alias_bomb"),
        ("&a [*a]", "unknown_alias"),
        ("a: &a " + "[" * 30 + "]" * 30 + "\nb: " + "[" * 30 + "*a" + "]" * 30, "too_deep"),
        ("a" * 8_000_001, "too_long"),
        ("a: \ud800", "forbidden_character"),
        ("a: \u2028", "forbidden_character"),
    ],
    ids=["open", "deep", "bomb", "recursive", "deep-alias", "long", "surrogate", "line-separator"],
)  # fmt: skip
def test_hostile_texts_are_refused(problems: Problems, text: str, code: str) -> None:
    """Depth, size, alias bombs and hidden characters are problems like the others."""
    assert code in [problem.code for problem in problems(text)]


def test_a_shared_list_is_allowed(compiled: Compile, ztl: str) -> None:
    """A small anchor and its alias read as if the value were written twice."""
    shared = ztl.replace("zones: [centre], when", "zones: &z [centre], when").replace(
        "zones: [centre], order", "zones: *z, order"
    )
    assert compiled(shared) == compiled(ztl)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(compiled: Compile, ztl: str) -> None:
    """A file saved by another editor is the same file."""
    assert compiled("\ufeff" + ztl.replace("\n", "\r\n")) == compiled(ztl)


@many
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_any_text_gives_problems_only(problems: Problems, text: str) -> None:
    """Random text never raises anything but `Invalid`, and each problem has its sentence and place."""
    found = problems(text)
    assert found
    assert all(problem.message and problem.line and problem.column for problem in found if problem.file)


PIECES = [
    "",
    "\t",
    ":",
    "- ",
    "[",
    "}",
    '"',
    "'",
    "&a ",
    "*a",
    "!!x ",
    "\x00",
    "~",
    "010",
    "é",
    "\n",
    "{}",
    "[]",
    "#",
    "|",
    "? ",
]
TERRITORY = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
siren: "200046977"
holidays: {source: Code du travail, dates: {2026-05-01: Fête du travail}}
"""
pasted_text = st.sampled_from(PIECES) | st.text(max_size=5)
mutations = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), pasted_text), min_size=1, max_size=4)


def damaged(text: str, cuts: list[tuple[float, int, str]]) -> str:
    """The text with characters cut and pasted."""
    for where, length, pasted in cuts:
        at = int(where * len(text))
        text = text[:at] + pasted + text[at + length :]
    return text


@many
@given(mutations, st.booleans())
def test_a_damaged_file_gives_problems_or_a_bundle(
    compiled: Compile,
    ztl: str,
    cuts: list[tuple[float, int, str]],
    in_territory: bool,
) -> None:
    """A good file with characters cut or pasted anywhere compiles or is `Invalid`; nothing else."""
    rules = ztl if in_territory else damaged(ztl, cuts)
    territory = damaged(TERRITORY, cuts) if in_territory else TERRITORY
    try:
        bundle = compiled(rules, territory=territory)
    except Invalid as error:
        found = error.problems
    else:
        assert load_bundle(bundle.canonical) == bundle
        return
    assert all(problem.message for problem in found)


@pytest.mark.parametrize(
    "zone", ["Europe", "../etc/passwd", "/etc/localtime", "x" * 5_000, ".", "Europe/Paris/x", "[a]", "é"]
)
def test_impossible_time_zones_are_problems(problems: Problems, ztl: str, zone: str) -> None:
    """Whatever is written for a time zone, the answer is a problem at its place."""
    found = problems(ztl, territory=TERRITORY.replace("Europe/Paris", zone))
    assert [(problem.line, problem.column) for problem in found] == [(4, 11)]


@many
@given(st.binary(max_size=60) | st.just(b'{"ir":1}') | st.text(max_size=40).map(str.encode))
def test_a_broken_bundle_is_a_value_error(raw: bytes) -> None:
    """What cannot be a bundle is refused in one way."""
    with pytest.raises(ValueError):  # noqa: PT011
        load_bundle(raw)
