"""The shelf of wrong files: each mistake is told where it stands, in French, with a way out."""

import json
import re
from pathlib import Path

import pytest

from rules.compiler import compile_bundle
from rules.model import GeoJSON, Invalid, Problem, Source

SHELF = Path(__file__).resolve().parent.parent / "wrong"
ONE_MISTAKE = sorted(path for path in SHELF.glob("*.yaml") if path.name != "ten-mistakes.yaml")
TERRITORY = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
holidays: {source: Code du travail, dates: {2026-01-01: Jour de l’an}}
"""
RULES = "schema: joptimiz/rules@1\n"
INCLUDING = """\
schema: joptimiz/rules@1
include: [national/essai@1]
orders:
  A-1: {title: Arrêté de la zone}
zones:
  centre: {kind: ztl, name: Vieux-Pont, geometry: zones/centre.geojson}
rules:
  - {id: ztl, do: prohibit, zones: [centre], order: A-1, article: "2"}
"""

TEN = [
    (4, 43, "bad_date"),
    (8, 35, "bad_day"),
    (12, 13, "unknown_zone"),
    (13, 18, "window_empty"),
    (16, 5, "article_missing"),
    (18, 17, "unknown_rule"),
    (20, 61, "not_an_integer_of"),
    (22, 9, "duplicate_id"),
    (31, 5, "unknown_key"),
    (35, 22, "test_gap"),
]


def geometries() -> dict[str, GeoJSON]:
    """The shelf's own shapes."""
    return {f"zones/{path.name}": json.loads(path.read_text()) for path in (SHELF / "zones").glob("*.geojson")}


def problems_of(path: Path) -> tuple[Problem, ...]:
    """What is wrong with a file of the shelf."""
    text = path.read_bytes().decode()
    sources = [Source("territory.yaml", TERRITORY), Source("rules/essai.yaml", text)]
    if path.name.startswith("territory-"):
        sources = [Source("territory.yaml", text), Source("rules/essai.yaml", RULES)]
    elif path.name.startswith("set-"):
        sources = [
            Source("territory.yaml", TERRITORY),
            Source("rules/essai.yaml", INCLUDING),
            Source("national/essai@1.yaml", text),
        ]
    with pytest.raises(Invalid) as caught:
        compile_bundle(sources, geometries())
    return caught.value.problems


@pytest.mark.parametrize("path", ONE_MISTAKE, ids=lambda path: path.stem)
def test_one_mistake_gives_one_problem(path: Path) -> None:
    """Each file has one mistake; its first comment says where it is told and in which words."""
    first = path.read_bytes().decode().splitlines()[0]
    expected = re.fullmatch(r"# attendu\u00a0: (\d+):(\d+) (.+)", first)
    assert expected, "the first line says what is expected"
    (problem,) = problems_of(path)
    assert (problem.line, problem.column) == (int(expected[1]), int(expected[2]))
    assert expected[3] in problem.message


def test_ten_mistakes_are_told_at_once() -> None:
    """A file with ten mistakes gives ten problems in reading order, each with place, sentence and hint."""
    found = problems_of(SHELF / "ten-mistakes.yaml")
    assert [(problem.line, problem.column, problem.code) for problem in found] == TEN
    assert {problem.file for problem in found} == {"rules/essai.yaml"}
    assert all(problem.message.endswith(".") and problem.hint for problem in found)
    assert found[2].hint == "Vouliez-vous dire «\u202fcentre\u202f»\u202f?"
    assert found[3].message == "De 8\u00a0h à 8\u00a0h\u00a0: la plage est vide."
    assert found[3].hint == "Pour un jour entier, écrivez de 00:00 à 24:00."


def test_an_unreadable_file_hides_no_other_problem() -> None:
    """The other files are still checked, but names the unreadable one may declare are not called unknown."""
    rules = (
        "schema: joptimiz/rules@1\nrules:\n  - {id: r, do: prohibit, zones: [absente], order: A, article: 1, x: 1}\n"
    )
    sources = [Source("territory.yaml", TERRITORY), Source("rules/a.yaml", "a: [1"), Source("rules/b.yaml", rules)]
    with pytest.raises(Invalid) as caught:
        compile_bundle(sources, {})
    assert [problem.code for problem in caught.value.problems] == ["yaml_bracket", "unknown_key"]
