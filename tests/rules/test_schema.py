"""The JSON Schemas of the files: they accept what the compiler accepts, and refuse what has the wrong shape."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from rules.compiler import compile_bundle
from rules.log import Log
from rules.model import GeoJSON, Invalid, Problem, Source
from rules.reading import (
    calendars,
    draft,
    duties,
    holding,
    measures,
    orders,
    schedules,
    shapes,
    territory,
    trials,
    zones,
)
from rules.schema import rules_schema, set_schema, territory_schema
from rules.source import Listing, Node, Scalar, Table, read_source
from rules.vocabulary import FACTS, LIMITS, VEHICLE_FACTS

ROOT = Path(__file__).resolve().parents[2]
SHELF = ROOT / "tests" / "wrong"
SHIPPED = sorted((ROOT / "tenants" / "territories").rglob("*.yaml"))
SCHEMAS = {schema["title"]: schema for schema in (rules_schema(), territory_schema(), set_schema())}
VALIDATORS = {title: Draft202012Validator(schema) for title, schema in SCHEMAS.items()}

type Plain = str | int | list[Plain] | dict[str, Plain] | None

BEYOND_SHAPE = {
    # What an editor cannot know: other files, other lines, the calendar, the clock, arithmetic.
    "alias_of_itself", "allow_without_overrides", "ambiguity_same", "bad_siren", "day_not_known", "days_reversed",
    "duplicate_id", "duplicate_key", "forbidden_character", "form_for_nobody", "form_of_right", "form_without_end",
    "form_without_quota", "geometry_missing", "geometry_outside",
    "geometry_uncomposed", "geometry_unreadable", "known_empty", "no_day_left", "no_holidays", "no_members", "no_zone",
    "no_zone_of_kind", "out_of_range", "override_cycle", "override_itself", "override_same_effect", "pool_of_vehicle",
    "quote_to_verify",
    "quote_without_url", "reserved_days", "set_missing", "set_name", "span_empty", "tag", "tag_is_rule", "test_at",
    "test_fold", "test_gap", "test_like_cycle", "test_offset", "too_many_ambiguities", "unknown_calendar",
    "unknown_days", "unknown_need", "unknown_order", "unknown_right", "unknown_rule", "unknown_test",
    "unknown_timezone", "unknown_trigger", "unknown_value", "unknown_zone", "validity_order", "value_never",
    "value_too_late", "window_empty",
}  # fmt: skip
BEYOND_ALSO = {
    "bad-date": "the calendar",
    "calendar-between-february": "the calendar",
    "value-unfit": "where the value is used",
    "zone-kind": "the list of kinds is open",
}
TERRITORY = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
"""


def as_text(node: Node) -> Plain:
    """What is written, every word kept as text."""
    if isinstance(node, Scalar):
        return None if node.empty else node.text
    if isinstance(node, Listing):
        return [as_text(item) for item in node.items]
    return {key: as_text(value) for key, (_, value) in node.entries.items()}


def as_an_editor(node: Node) -> Plain:
    """The same, where a number written without quotes is a number."""
    if isinstance(node, Scalar):
        number = node.plain and re.fullmatch("-?(0|[1-9][0-9]*)", node.text, re.ASCII)
        return None if node.empty else int(node.text) if number and len(node.text) < 18 else node.text
    if isinstance(node, Listing):
        return [as_an_editor(item) for item in node.items]
    return {key: as_an_editor(value) for key, (_, value) in node.entries.items()}


def refusals(text: str, name: str, read: Callable[[Node], Plain] = as_text) -> list[str] | None:
    """What the schema says of a file; nothing when the file cannot be read as YAML or announces no schema."""
    root = read_source(Source(name, text), Log())
    if not isinstance(root, Table) or not isinstance(title := as_text(root).get("schema"), str):  # type: ignore[union-attr]
        return None
    if title not in VALIDATORS:
        return None
    return [error.message for error in VALIDATORS[title].iter_errors(read(root))]


@pytest.mark.parametrize("title", SCHEMAS)
def test_the_schemas_are_schemas(title: str) -> None:
    """They follow draft 2020-12 and can be written as JSON."""
    Draft202012Validator.check_schema(SCHEMAS[title])
    assert json.loads(json.dumps(SCHEMAS[title], ensure_ascii=False)) == json.loads(json.dumps(SCHEMAS[title]))


@pytest.mark.parametrize("read", [as_text, as_an_editor])
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_file_is_accepted(path: Path, read: Callable[[Node], Plain]) -> None:
    """With its numbers as text or as an editor takes them."""
    assert refusals(path.read_text(encoding="utf-8"), path.name, read) == []


def test_the_examples_of_the_readme_are_accepted() -> None:
    """Those that open with a schema, and the others under the schema of rules."""
    readme = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    assert blocks
    for block in blocks:
        text = block if re.search("^schema:", block, re.MULTILINE) else "schema: joptimiz/rules@1\n" + block
        for read in (as_text, as_an_editor):
            assert refusals(text, "a.yaml", read) == []


@pytest.mark.parametrize("path", sorted(SHELF.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_wrong_file_is_refused_when_its_shape_is_wrong(path: Path) -> None:
    """And only then: an editor never calls wrong what the compiler would not."""
    text = path.read_text(encoding="utf-8")
    said = refusals(text, path.name)
    if said is None:
        return
    codes = {problem.code for problem in wrong(path.name, text)}
    assert bool(said) is bool(codes - BEYOND_SHAPE and path.stem not in BEYOND_ALSO), (said, codes)


def wrong(name: str, text: str) -> tuple[Problem, ...]:
    """What the compiler says of a file of the shelf, whatever it is."""
    title = re.search("^schema: (.*)$", text, re.MULTILINE)
    kind = title[1] if title else ""
    sources = [Source("territory.yaml", text if kind == "joptimiz/territory@1" else TERRITORY)]
    if kind == "joptimiz/set@1":
        sources += [
            Source("rules/a.yaml", "schema: joptimiz/rules@1\ninclude: [national/essai@1]\n"),
            Source("national/essai@1.yaml", text),
        ]
    else:
        sources.append(Source("rules/a.yaml", text if kind == "joptimiz/rules@1" else "schema: joptimiz/rules@1\n"))
    try:
        compile_bundle(sources, geometries())
    except Invalid as error:
        return error.problems
    raise AssertionError(f"{name} compiles")


def geometries() -> dict[str, GeoJSON]:
    """The shelf's own shapes."""
    return {f"zones/{path.name}": json.loads(path.read_text()) for path in (SHELF / "zones").glob("*.geojson")}


def groups(schema: Mapping[str, object]) -> Iterator[frozenset[str]]:
    """The keys of every closed group inside a schema."""
    if schema.get("additionalProperties") is False and isinstance(found := schema.get("properties"), Mapping):
        yield frozenset(found)
    for inner in schema.values():
        for part in inner if isinstance(inner, Sequence) and not isinstance(inner, str) else [inner]:
            if isinstance(part, Mapping):
                yield from groups(part)


def damages() -> Iterator[tuple[list[Source], dict[str, GeoJSON]]]:
    """Shipped files, each damaged."""
    spec = spec_from_file_location("fuzzing", Path(__file__).with_name("fuzzing.py"))
    assert spec
    assert spec.loader
    fuzzing = module_from_spec(spec)
    spec.loader.exec_module(fuzzing)
    seeds = fuzzing.Seeds()
    return (seeds.draw(seed) for seed in range(400))


def test_what_the_schema_refuses_the_compiler_refuses() -> None:
    """Whatever is done to a file: an editor never says no where the compiler says yes."""
    refused = 0
    for sources, areas in damages():
        if refusals(sources[0].text, sources[0].name):
            refused += 1
            with pytest.raises(Invalid):
                compile_bundle(sources, areas)
    assert refused > 20


def test_the_schemas_have_the_keys_of_the_readers() -> None:
    """Every group of every reader is in the schemas, key for key."""
    readers = [
        draft.RULES_SECTIONS, draft.SET_SECTIONS, territory.TERRITORY, territory.HOLIDAYS, orders.ORDER, orders.RIGHT,
        zones.ZONE, zones.SELECTOR, shapes.KEYS, calendars.CALENDAR, calendars.DAY_SET, measures.RULE,
        measures.AMBIGUITY, schedules.WHEN, holding.HELD, trials.TEST, VEHICLE_FACTS, tuple(LIMITS),
        ("all", "any", "not", "right", *FACTS),
    ]  # fmt: skip
    found = {keys for schema in SCHEMAS.values() for keys in groups(schema)}
    assert {frozenset(keys) for keys in readers} <= found
    assert duties.KEYS == ("require", "limit")
