"""The sealed bundle, its zone numbers and its geometries."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bundle import Bundle, load_bundle
from rules.canonical import Tree, canonical
from rules.compiler import allot, compile_bundle
from rules.geometry import BadGeometry, to_geojson, to_tree
from rules.model import Source, Verdict

type Compile = Callable[..., Bundle]

trees: st.SearchStrategy[Tree] = st.recursive(
    st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(trees)
def test_canonical_json_reads_back(tree: Tree) -> None:
    """The bytes are JSON of the same tree, and canonical of what they read is themselves."""
    raw = canonical(tree)
    assert json.loads(raw) == tree
    assert canonical(json.loads(raw)) == raw


def test_canonical_json_is_the_standard_s_example() -> None:
    """RFC 8785 §3.2.3: keys go by UTF-16 code units, so U+1F600 comes before U+FB33."""
    tree = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert list(json.loads(canonical(tree)).values()) == [2, 4, 6, 7, 1, 5, 3]
    assert canonical({"a": '\u000f\n"\\\u007f'}) == b'{"a":"\\u000f\\n\\"\\\\\x7f"}'


def test_a_loaded_bundle_is_equal_in_every_field(compiled: Compile, ztl: str) -> None:
    """`load_bundle` gives back everything that was compiled."""
    bundle = compiled(ztl)
    loaded = load_bundle(bundle.canonical)
    for field in fields(Bundle):
        assert getattr(loaded, field.name) == getattr(bundle, field.name)
    assert bundle.territory.default is Verdict.ALLOWED
    assert bundle.zones["centre"].name == "Vieux-Pont"


def test_a_bundle_holds_whole_numbers_and_strings_only(compiled: Compile, ztl: str) -> None:
    """No float, no boolean, no null: nothing that two readers could write differently."""

    def kinds(tree: object) -> set[type]:
        parts = tree.values() if isinstance(tree, Mapping) else tree if isinstance(tree, list) else ()
        return {type(tree)}.union(*(kinds(part) for part in parts))

    assert kinds(json.loads(compiled(ztl).canonical)) == {dict, list, str, int}


def test_another_ir_is_refused(compiled: Compile, ztl: str) -> None:
    """A bundle of a later form is not read as if it were ours."""
    with pytest.raises(ValueError, match="ir 3"):
        load_bundle(compiled(ztl).canonical.replace(b'"ir":2', b'"ir":3'))


def test_zone_numbers_are_never_reused() -> None:
    """A zone keeps its number; a new one takes the next never allotted, even after a zone has gone."""
    zones = dict.fromkeys(["b", "a", "c"], None)
    assert allot(zones, {}) == {"a": 1, "b": 2, "c": 3}
    assert allot(zones, {"gone": 7, "b": 2}) == {"b": 2, "a": 8, "c": 9}


def test_allotted_numbers_reach_the_bundle(ztl: str) -> None:
    """`numbers` decides; the compiler only allots what is new."""
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    territory = (
        "{schema: joptimiz/territory@1, slug: t, name: T, timezone: Europe/Paris, crs: 'EPSG:2154',"
        " demonstration: true, holidays: {source: x, dates: {2026-01-01: An}}}"
    )
    sources = [Source("territory.yaml", territory), Source("rules/a.yaml", ztl)]
    shapes = {"zones/centre.geojson": square, "zones/port.geojson": square}
    bundle = compile_bundle(sources, shapes, {"port": 4})
    assert {zone.id: zone.no for zone in bundle.zones.values()} == {"port": 4, "centre": 5}


def test_geometries_are_kept_to_the_centimetre() -> None:
    """A feature is unwrapped, altitude dropped, coordinates rounded to 1e-7 degree; several features stay apart."""
    line = {"type": "LineString", "coordinates": [[7.12345678, 43.5, 12.0], [7, 43]]}
    feature = {"type": "Feature", "properties": {"a": 1}, "geometry": line}
    assert to_geojson(to_tree(feature)) == {"type": "LineString", "coordinates": [[7.1234568, 43.5], [7.0, 43.0]]}
    both = to_geojson(to_tree({"type": "FeatureCollection", "features": [feature, feature]}))
    assert both["type"] == "FeatureCollection"


@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]},
        {"type": "LineString", "coordinates": [[0, 0]]},
        {"type": "LineString", "coordinates": [[0, 0], [float("nan"), 0]]},
        {"type": "LineString", "coordinates": [[0, 0], [10**400, 0]]},
        {"type": "LineString", "coordinates": [[0, 0], [True, 0]]},
        {"type": "LineString", "coordinates": [[1047000, 6298000], [1047001, 6298000]]},
        {"type": "LineString", "coordinates": [0, 0]},
        {"type": "FeatureCollection", "features": []},
        {"type": "Feature", "geometry": None},
        {"type": ["Polygon"], "coordinates": []},
    ],
    ids=repr,
)
def test_unusable_geometries_are_refused(shape: dict[str, object]) -> None:
    """Whatever is not polygons or lines in degrees is said to be unusable."""
    with pytest.raises(BadGeometry):
        to_tree(shape)
    with pytest.raises(BadGeometry):
        to_tree({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, areas_only=True)
