"""Areas by words: communes, unions and differences become geometries, or problems at their place."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
import shapely
from shapely.geometry import box, shape

from connectors.communes import OutlinesMissing
from rules.compiler import compile_bundle, wanted
from rules.model import Communes, Difference, GeoJSON, Invalid, Source, Spec, Union
from tenants.files import read_folder
from tenants.outlines import compose

WEST, EAST = box(4, 45, 5, 46), box(5, 45, 6, 46)


def geojson(area: shapely.Geometry) -> GeoJSON:
    """As a file would hold it."""
    found: GeoJSON = json.loads(shapely.to_geojson(area))
    return found


class Reference:
    """Outlines of two neighbouring communes."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []

    def __call__(self, codes: Collection[str]) -> Mapping[str, GeoJSON]:
        """Those it knows among these."""
        self.asked.append(set(codes))
        known = {"69123": geojson(WEST), "69266": geojson(EAST)}
        return {code: known[code] for code in codes if code in known}


def absent(codes: Collection[str]) -> Mapping[str, GeoJSON]:
    """No outlines at all."""
    raise OutlinesMissing("Impossible de télécharger les contours des communes.")


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (Communes(("69123",)), WEST),
        (Communes(("69123", "69266")), box(4, 45, 6, 46)),
        (Union((Communes(("69123",)), "zones/park.geojson")), WEST.union(box(4.5, 45.5, 5.5, 45.6))),
        (Difference((Communes(("69123", "69266")), Communes(("69266",)))), WEST),
        (Difference((Communes(("69123",)), "zones/park.geojson")), WEST.difference(box(4.5, 45.5, 5, 45.6))),
        (Union(("zones/park.geojson", Difference((Communes(("69123",)), Communes(("69266",)))))),
         WEST.union(box(4.5, 45.5, 5.5, 45.6))),
    ],
)  # fmt: skip
def test_areas_are_composed(spec: Communes | Union | Difference, expected: shapely.Geometry) -> None:
    """Each composition has the area one would draw by hand, its rings as GeoJSON wants them."""
    park = geojson(box(4.5, 45.5, 5.5, 45.6))
    found = compose({"key": spec}, {"zones/park.geojson": park}, Reference(), ())
    area = shape(found["key"])
    assert area.equals(expected)
    assert all(part.exterior.is_ccw for part in shapely.get_parts(area))


def test_a_collection_is_one_area() -> None:
    """The features of a file count together."""
    collection = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": geojson(area)} for area in (WEST, EAST)],
    }
    found = compose({"key": Difference(("a", Communes(("69266",))))}, {"a": collection}, Reference(), ())
    assert shape(found["key"]).equals(WEST)


def test_the_reference_is_asked_once_and_only_if_needed() -> None:
    """One question for all areas; none where no area names a commune."""
    reference = Reference()
    compose({"key": Union(("a", "b"))}, {"a": geojson(WEST), "b": geojson(EAST)}, reference, ())
    assert reference.asked == []
    compose({"a": Communes(("69123",)), "b": Communes(("69266",))}, {}, reference, ())
    assert reference.asked == [{"69123", "69266"}]


def test_what_a_file_lacks_is_left_to_the_compilation() -> None:
    """An absent path, an unreadable shape and an empty area give no geometry, and no error here."""
    shapes: dict[str, Spec] = {
        "absent": Union((Communes(("69123",)), "zones/none.geojson")),
        "broken": Union((Communes(("69123",)), "zones/broken.geojson")),
        "empty": Difference((Communes(("69123",)), Communes(("69123",)))),
    }
    assert compose(shapes, {"zones/broken.geojson": {"type": "Polygon", "coordinates": 3}}, Reference(), ()) == {}


TERRITORY = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
members: ["69123", "69266"]
coverage: {communes: members}
"""
RULES = """\
schema: joptimiz/rules@1
orders:
  A: {title: Arrêté}
zones:
  centre:
    kind: ztl
    precision: approximate
    geometry:
      difference:
        - {communes: ["69123", "69266"]}
        - zones/park.geojson
rules:
  - {id: fermee, do: prohibit, zones: [centre], order: A, article: "1"}
tests:
  - {name: ferme, at: "2026-11-24T10:00", zone: centre, expect: forbidden, by: [fermee]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A territory that draws nothing but a park."""
    home = tmp_path / "essai"
    (home / "rules").mkdir(parents=True)
    (home / "zones").mkdir()
    (home / "territory.yaml").write_text(TERRITORY, encoding="utf-8")
    (home / "rules" / "a.yaml").write_text(RULES, encoding="utf-8")
    (home / "zones" / "park.geojson").write_text(json.dumps(geojson(box(4.5, 45.5, 5.5, 45.6))), encoding="utf-8")
    return home


def test_a_territory_of_communes_compiles(folder: Path) -> None:
    """Its coverage is its members, its zone what is left of them."""
    bundle = compile_bundle(*read_folder(folder, Reference()))
    assert shape(bundle.territory.coverage).equals(box(4, 45, 6, 46))
    assert shape(bundle.zones["centre"].geometry).area == pytest.approx(2 - 0.1)


def test_an_unknown_commune_is_told_where_it_is_written(folder: Path) -> None:
    """The sentence names the code, and its file, line and column."""
    rules = folder / "rules" / "a.yaml"
    rules.write_text(RULES.replace('"69123"', '"69999"'), encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        read_folder(folder, Reference())
    (problem,) = caught.value.problems
    assert (problem.code, problem.file, problem.line, problem.column) == ("unknown-commune", "rules/a.yaml", 10, 23)
    assert "69999" in problem.message
    assert "code postal" in (problem.hint or "")


def test_an_unknown_member_is_told_in_the_list_of_members(folder: Path) -> None:
    """Where the area says « members », the fault is in the list."""
    (folder / "territory.yaml").write_text(TERRITORY.replace('"69266"', '"69000"'), encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        read_folder(folder, Reference())
    assert [(problem.file, problem.line) for problem in caught.value.problems] == [("territory.yaml", 7)]


def test_without_outlines_the_way_out_is_told(folder: Path) -> None:
    """No registry: a problem at the first area that needs it, not a traceback."""
    with pytest.raises(Invalid, match="Impossible de télécharger") as caught:
        read_folder(folder, absent)
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("outlines-missing", "rules/a.yaml")


def test_what_is_wanted_is_what_is_composed(folder: Path) -> None:
    """Every area the compilation asks for is given under the key it uses."""
    sources, geometries = read_folder(folder, Reference())
    assert set(wanted(sources).shapes) <= set(geometries)
    assert len(wanted([Source("rules/a.yaml", RULES)]).shapes) == 1
