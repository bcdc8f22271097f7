"""Completion and hover, at each place of the language, in a text that is being written."""

import pytest

from rules.edits.completion import Completion, complete, hover
from rules.vocabulary import LIMITS

FILE = """\
schema: joptimiz/rules@1
orders:
  A-1: {title: Le premier}
zones:
  centre: {kind: ztl, name: Le centre}
calendars:
  ouvres: {days: [mo]}
values:
  seuil: {2026-01-01: 4}
rights:
  artisan: {name: la dérogation artisan, order: A-1, article: "6"}
rules:
  - {id: ztl, do: prohibit, zones: [centre], tags: [circulation], trigger: pic, order: A-1, article: "1"}
"""
RULE = FILE + "  - id: x\n"
TEST = FILE + "tests:\n  - {name: un, at: x}\n"

PLACES: list[tuple[str, list[str]]] = [
    # Keys.
    ("|", ["schema", "include", "orders", "zones", "calendars", "values", "rights", "rules", "tests"]),
    (RULE + "    val|", ["valid_from", "valid_to"]),
    (RULE + "    do: allow\n    ov|", ["overrides"]),
    (RULE + "    jour|", ["limit", "valid_from", "valid_to"]),
    (FILE + "  - {id: x, do|", ["do"]),
    (RULE + "    when: {|", ["time", "days", "calendar"]),
    (RULE + "    when:\n      - cal|", ["calendar"]),
    (RULE + "    limit: {|}", list(LIMITS)),
    (RULE + "    ambiguity:\n      |", ["text", "if", "when"]),
    (RULE + "    if: {ri|", ["right"]),
    (RULE + "    if: {gvw_kg: {l|", ["lt", "lte"]),
    (RULE + "    if: {right: {|", ["has"]),
    (RULE + "    if: {critair: {gte: {|", ["value"]),
    ("zones:\n  a: {|", ["kind", "name", "geometry", "precision", "note"]),
    ("zones:\n  a: {geometry: {|", ["communes", "union", "difference"]),
    ("orders:\n  A:\n    title: x\n    s|", ["signed", "status"]),
    ("schema: joptimiz/territory@1\nholidays: {|", ["source", "dates"]),
    ("schema: joptimiz/territory@1\ndays:\n  m: {k|", ["known"]),
    (TEST + "  - {name: deux, ob|", ["obligations"]),
    (TEST + "  - {name: deux, rights: [{kind: artisan, |", ["zones", "from", "to", "days_left"]),
    # Words.
    (RULE + "    do: |", ["prohibit", "allow", "limit", "require"]),
    (RULE + "    do: interd|", ["prohibit"]),
    (RULE + "    require: [|", ["pass", "booking", "declaration", "disc"]),
    (RULE + "    article: |", ["a_verifier"]),
    (RULE + "    if: {activity: {in: [livr|", ["delivery"]),
    (RULE + "    if: {all: [{category: {is: N|", ["N1", "N2", "N3"]),
    (RULE + "    when: {days: [sa, di|", ["su"]),
    ("orders:\n  A: {status: {2026-01-01: susp|", ["suspended"]),
    ("zones:\n  a: {precision: |", ["exact", "approximate"]),
    ("rights:\n  a: {holder: |", ["vehicle", "carrier"]),
    (TEST + "  - {name: deux, expect: inter|", ["forbidden"]),
    (TEST + "  - {name: deux, needs: [crit|", ["critair"]),
    (TEST + "  - {name: deux, doubt: |", ["true", "false"]),
    ("schema: |", ["joptimiz/rules@1"]),
    # Names.
    (RULE + "    zones: [|", ["centre"]),
    (RULE + "    zones: |", ["all", "centre"]),
    (RULE + "    zones:\n      - cen|", ["centre"]),
    (RULE + "    overrides: [|", ["ztl", "x", "circulation"]),
    (RULE + "    order: prem|", ["A-1"]),
    (RULE + "    when: {calendar: |", ["ouvres"]),
    (RULE + "    tags: [|", ["circulation"]),
    (RULE + "    trigger: |", ["pic"]),
    (RULE + "    if: {critair: {gte: {value: |", ["seuil"]),
    (RULE + "    if: {right: {has: |", ["artisan"]),
    ("calendars:\n  a: {only: [eve|", ["eve:public_holiday"]),
    (TEST + "  - {name: deux, like: |", ["un"]),
    (TEST + "  - {name: deux, zone: \"cen|", ["centre"]),
    (TEST + "  - {name: deux, by: [|", ["ztl"]),
    (TEST + "  - {name: deux, triggers: [|", ["pic"]),
    (TEST + "  - {name: deux, rights: [art|", ["artisan"]),
    # Nothing.
    (RULE + "    # zo|", []),
    (RULE + "    quote: |", []),
    ("a: [}|", []),
]  # fmt: skip


def split(text: str) -> tuple[str, int, int]:
    """A text without its cursor, and where that is."""
    before, _, after = text.rpartition("|")
    return before + after, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1


def labels(found: tuple[Completion, ...]) -> list[str]:
    """What is offered, skeletons apart."""
    return [one.label for one in found if one.kind != "skeleton"]


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_each_place_offers_what_it_takes(text: str, expected: list[str]) -> None:
    """And says each in French."""
    found = complete(*split(text))
    assert labels(found) == expected
    assert all(one.detail for one in found if one.kind == "key")


@pytest.mark.parametrize(
    ("text", "expected"), [place for place in PLACES if not place[0].endswith(("|}", "- cal|", "    |"))]
)
def test_what_follows_does_not_matter(text: str, expected: list[str]) -> None:
    """A text broken below the cursor is completed all the same."""
    whole, line, column = split(text)
    assert [word for word in labels(complete(whole + "\n  ]: {\n", line, column)) if word in expected] == expected


def test_names_of_the_other_files_are_offered() -> None:
    """With what they are called."""
    text, line, column = split("rules:\n  - {id: a, zones: [|")
    (one,) = complete(text, line, column, [FILE])
    assert (one.label, one.detail, one.kind) == ("centre", "Le centre", "name")


def test_whole_articles_are_offered() -> None:
    """At the start of a rule, of a test, of something that has a name."""
    rule = complete(*split(FILE + "  - |"))
    assert [one.label for one in rule if one.kind == "skeleton"] == ["interdire", "autoriser", "limiter", "exiger"]
    assert "\ndo: prohibit\n" in rule[0].insert
    assert [one.label for one in complete(*split(TEST + "  - |")) if one.kind == "skeleton"] == ["essai"]
    for section in ("orders", "zones", "calendars", "values", "rights"):
        assert [one.kind for one in complete(*split(f"{section}:\n  |"))] == ["skeleton"]
    assert [one.kind for one in complete(*split("schema: joptimiz/territory@1\ndays:\n  |"))] == ["skeleton"]


HOVERS = [
    (RULE + "    d|o: allow\n", "do", "Ce que fait la règle"),
    (RULE + "    do: al|low\n", "allow", "autoriser"),
    (RULE + "    zones: [cen|tre]\n", "centre", "Le centre"),
    (RULE + "    order: |A-1\n", "A-1", "Le premier"),
    (RULE + "    if: {gvw|_kg: {gt: 3500}}\n", "gvw_kg", "le PTAC"),
    (RULE + "    if: {gvw_kg: {g|t: 3500}}\n", "gt", "plus de"),
    (RULE + "    when: {da|ys: [mo]}\n", "days", "Des jours de la semaine"),
    (RULE + "    when: {days: [m|o]}\n", "mo", "lundi"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "title", "start"), HOVERS)
def test_a_word_says_what_it_means(text: str, title: str, start: str) -> None:
    """Keys, words and names, even with more below."""
    found = hover(*split(text))
    assert found
    assert found.title == title
    assert found.text.startswith(start)


@pytest.mark.parametrize("text", [RULE + "    # zo|ne\n", RULE + "    message: Fer|mé\n", RULE + "  |\n", "a: |1\n"])
def test_other_words_say_nothing(text: str) -> None:
    """Comments, sentences, blanks."""
    assert hover(*split(text)) is None


@pytest.mark.parametrize(("line", "column"), [(0, 1), (99, 1), (1, 0), (1, 999), (-1, -1)])
def test_a_place_outside_says_nothing(line: int, column: int) -> None:
    """Whatever an editor asks."""
    assert hover(FILE, line, column) is None
    if not (line == 1 and column == 999):
        assert complete(FILE, line, column) == ()
