"""The README's examples are the files of one territory, compiled and tested, and show the whole language."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from rules.cases import run_tests
from rules.compiler import compile_bundle, wanted
from rules.log import Log
from rules.model import GeoJSON, Source
from rules.reading.calendars import CALENDAR, DAY_SET
from rules.reading.conditions import GROUPS, OPERATORS
from rules.reading.draft import EFFECTS, RULES_SECTIONS, SET_SECTIONS
from rules.reading.files import RULES_SCHEMA
from rules.reading.holding import HELD
from rules.reading.measures import AMBIGUITY, RULE
from rules.reading.orders import ORDER, RIGHT
from rules.reading.schedules import WHEN
from rules.reading.shapes import KEYS
from rules.reading.territory import TERRITORY
from rules.reading.trials import TEST
from rules.reading.zones import ZONE
from rules.source import Listing, Node, Table, read_source
from rules.vocabulary import FACTS, LIMITS, ORDER_STATUSES, REQUIREMENTS, ZONE_KINDS

README = (Path(__file__).resolve().parents[2] / "rules" / "README.md").read_text(encoding="utf-8")
SQUARE: GeoJSON = {
    "type": "Polygon",
    "coordinates": [[[7.42, 43.73], [7.43, 43.73], [7.43, 43.74], [7.42, 43.74], [7.42, 43.73]]],
}
EACH = {
    "orders": ORDER, "zones": ZONE, "days": DAY_SET, "calendars": CALENDAR, "rights": (*RIGHT, *HELD),
    "rules": RULE, "tests": TEST, "ambiguity": AMBIGUITY, "when": WHEN, "limit": tuple(LIMITS),
}  # fmt: skip
"""The keys that the entries of a section, or the inside of a field, may have."""
WORDS = (*EFFECTS, *REQUIREMENTS, *ORDER_STATUSES, *ZONE_KINDS, *FACTS)


def files() -> list[Source]:
    """Each block as the file it is."""
    found = []
    for place, block in enumerate(re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)):
        named = re.search(r"^set: (.+)$", block, re.MULTILINE)
        name = f"{named[1]}.yaml" if named else f"rules/{place}.yaml"
        text = block if block.startswith("schema:") else f"schema: {RULES_SCHEMA}\n{block}"
        found.append(Source("territory.yaml" if "joptimiz/territory@1" in text else name, text))
    return found


def nodes(node: Node | None) -> Iterator[tuple[str, Node]]:
    """Every key and its value, at any depth; an item of a list goes by the list's key."""
    for key, (_, value) in node.entries.items() if isinstance(node, Table) else ():
        for one in value.items if isinstance(value, Listing) else (value,):
            yield key, one
            yield from nodes(one)


def shown(roots: Sequence[Node | None], key: str) -> set[str]:
    """The keys written inside a field or a list of this name, and inside the entries of a section of this name."""
    inside = [node for root in roots for name, node in nodes(root) if name == key and isinstance(node, Table)]
    entries = [value for table in inside for _, value in table.entries.values() if isinstance(value, Table)]
    return {name for table in (*inside, *entries) for name in table.entries}


def test_every_example_of_the_readme_runs() -> None:
    """All blocks compile together, their tests pass, and every rule shown is shown deciding."""
    sources = files()
    paths = re.findall(r"zones/[a-z-]+\.geojson", README)
    bundle = compile_bundle(sources, dict.fromkeys([*paths, *wanted(sources).shapes], SQUARE))
    report = run_tests(bundle)
    assert report.failures == ()
    assert len(report.passed) == len(bundle.tests) == 15
    assert report.untested == ()


@pytest.mark.parametrize("key", EACH)
def test_every_key_of_a_section_is_shown(key: str) -> None:
    """What the readers know, the author's page teaches."""
    assert set(EACH[key]) - shown([read_source(source, Log()) for source in files()], key) == set()


def test_every_section_operator_and_word_is_shown() -> None:
    """Sections and operators in the examples, words of the vocabulary at least in a sentence."""
    roots = [read_source(source, Log()) for source in files()]
    sections = {key for root in roots if isinstance(root, Table) for key in root.entries}
    assert {*TERRITORY, *RULES_SECTIONS, *SET_SECTIONS} - sections == set()
    assert {*OPERATORS, *GROUPS, *KEYS, "value", "has"} - {key for root in roots for key, _ in nodes(root)} == set()
    assert [word for word in WORDS if not re.search(rf"\b{word}\b", README)] == []
