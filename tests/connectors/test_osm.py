"""Extracts: read as osmium reads them, cut without breaking a street or a lake, told in French when they are bad."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely

from connectors.osm import BadExtract, OutOfExtract, check_extract, clip_extract
from connectors.osm.clip import around
from connectors.osm.nodes import read_nodes

WEST, SOUTH = 2.0, 48.0
LAKE = (
    "<way id='2000' version='1'><nd ref='1'/><nd ref='6'/><nd ref='506'/></way>"
    "<way id='2001' version='1'><nd ref='506'/><nd ref='501'/><nd ref='1'/></way>"
    "<relation id='1' version='1'><member type='way' ref='2000' role='outer'/>"
    "<member type='way' ref='2001' role='outer'/>"
    "<tag k='type' v='multipolygon'/><tag k='natural' v='water'/></relation>"
    "<relation id='2' version='1'><member type='way' ref='1000' role='from'/><member type='node' ref='1' role='via'/>"
    "<member type='way' ref='1006' role='to'/><tag k='type' v='restriction'/></relation>"
    "<relation id='3' version='1'><member type='way' ref='1005' role='from'/><member type='node' ref='506' role='via'/>"
    "<member type='way' ref='1011' role='to'/><tag k='type' v='restriction'/></relation>"
)


def silent(_said: str, _done: float) -> None:
    """Hear no progress."""


def held(path: Path) -> dict[str, set[int]]:
    """The ids in a file, by type."""
    ids: dict[str, set[int]] = {"n": set(), "w": set(), "r": set()}
    for thing in osmium.FileProcessor(str(path)):
        ids[thing.type_str()].add(thing.id)
    return ids


@pytest.fixture
def town(draw_town: Callable[..., Path], tmp_path: Path) -> Path:
    """Five blocks by five, a lake round it all, two bans on turning."""
    return draw_town(tmp_path / "town.osm", WEST, SOUTH, extra=LAKE)


def test_nodes_are_those_of_osmium(extract: Path, town: Path) -> None:
    """Numbers and positions of a real file, decoded in blocks, are what osmium reads one by one."""
    for path in (extract, town):
        batches = list(read_nodes(path))
        ids = np.concatenate([batch.ids for batch in batches]).tolist()
        places = np.concatenate([np.column_stack([batch.lons, batch.lats]) for batch in batches])
        nodes = [(node.id, node.lon, node.lat) for node in osmium.FileProcessor(str(path), osmium.osm.NODE)]  # type: ignore[union-attr]
        assert ids == [number for number, _, _ in nodes]
        assert np.abs(places - np.array([place for _, *place in nodes])).max() < 1e-9


def test_the_cut_keeps_whole_streets_and_whole_lakes(town: Path, tmp_path: Path) -> None:
    """The south-west corner keeps its streets to their far end, the lake it touches and its own ban on turning."""
    out = tmp_path / "cut.osm.pbf"
    corner = shapely.box(WEST - 0.001, SOUTH - 0.001, WEST + 0.0005, SOUTH + 0.0005)
    clip = clip_extract(town, out, corner, margin_m=0, progress=silent)
    assert clip.path == out
    ids = held(out)
    assert ids["w"] == {1000, 1006, 2000, 2001}
    assert ids["r"] == {1, 2}
    # The first row, the first column, and the corners of the lake.
    assert ids["n"] == {1, 2, 3, 4, 5, 6, 101, 201, 301, 401, 501, 506}
    check_extract(out)


def test_a_margin_widens_the_cut(town: Path, tmp_path: Path) -> None:
    """What lies within the margin is kept, what lies beyond is not."""
    corner = shapely.box(WEST - 0.001, SOUTH - 0.001, WEST + 0.0005, SOUTH + 0.0005)
    clip_extract(town, tmp_path / "near.osm.pbf", corner, margin_m=200, progress=silent)
    assert {1001, 1007} <= held(tmp_path / "near.osm.pbf")["w"]
    assert 1003 not in held(tmp_path / "near.osm.pbf")["w"]
    grown = around(corner, 5_000)
    west, south = grown.bounds[:2]
    assert (WEST - west) * 111.32 * np.cos(np.radians(48)) == pytest.approx(5.17, abs=0.2)
    assert (SOUTH - south) * 111.32 == pytest.approx(5.2, abs=0.2)
    assert grown.contains(corner)


def test_an_extract_within_the_territory_is_not_cut(town: Path, tmp_path: Path) -> None:
    """Nothing is written when there is nothing to leave out."""
    clip = clip_extract(town, tmp_path / "cut.osm.pbf", shapely.box(1.9, 47.9, 2.1, 48.1), margin_m=0, progress=silent)
    assert clip.path == town
    assert list(tmp_path.iterdir()) == [town]


def test_how_much_of_the_territory_is_covered(town: Path, tmp_path: Path) -> None:
    """A territory half out of the extract is told so; one that is wholly elsewhere is refused."""
    out = tmp_path / "cut.osm.pbf"
    half = shapely.box(WEST + 0.005, SOUTH, WEST + 0.015, SOUTH + 0.0075)
    assert clip_extract(town, out, half, margin_m=100, progress=silent).covered == pytest.approx(0.5, abs=0.02)
    inside = shapely.box(WEST + 0.002, SOUTH + 0.002, WEST + 0.004, SOUTH + 0.004)
    assert clip_extract(town, out, inside, margin_m=500, progress=silent).covered == pytest.approx(1.0)
    out.unlink()
    with pytest.raises(OutOfExtract, match=r"town\.osm.*ne contient rien"):
        clip_extract(town, out, shapely.box(5.0, 45.0, 5.1, 45.1), margin_m=500, progress=silent)
    assert not out.exists()


def test_a_real_cut_refers_to_nothing_that_is_missing(extract: Path, tmp_path: Path) -> None:
    """Every street cut from a real file has all its points, and every street through the area is there."""
    out = tmp_path / "cut.osm.pbf"
    area = shapely.box(7.418, 43.733, 7.428, 43.740)
    clip_extract(extract, out, area, margin_m=0, progress=silent)
    ids = held(out)
    assert 100 < len(ids["w"]) < len(held(extract)["w"])
    for way in osmium.FileProcessor(str(out), osmium.osm.WAY):
        assert isinstance(way, osmium.osm.Way)
        assert {node.ref for node in way.nodes} <= ids["n"]
    wide = around(area, 0)
    through = {
        way.id
        for way in osmium.FileProcessor(str(extract), osmium.osm.ALL).with_locations()
        if isinstance(way, osmium.osm.Way)
        and any(wide.contains(shapely.Point(node.lon, node.lat)) for node in way.nodes if node.location.valid())
    }
    assert through <= ids["w"]


def test_bad_files_are_told(extract: Path, town: Path, tmp_path: Path) -> None:
    """Missing, a folder, empty, foreign, cut short, altered: each in its own words, and nothing is written."""
    whole = extract.read_bytes()
    altered = bytearray(whole)
    altered[len(whole) // 3 : len(whole) // 3 + 400] = bytes(400)
    cases = {
        "empty.osm.pbf": (b"", "le fichier est vide"),
        "foreign.osm.pbf": (b"\x89PNG\r\n" * 1000, "n’est pas un extrait"),
        "cut.osm.pbf": (whole[: len(whole) // 2], "tronqué"),
        "altered.osm.pbf": (bytes(altered), "la lecture s’est arrêtée|n’est pas un extrait|tronqué"),
        "cut.osm": (town.read_bytes()[:2500], "la lecture s’est arrêtée"),
    }
    area, out = shapely.box(7.41, 43.73, 7.42, 43.74).union(shapely.box(2, 48, 2.002, 48.002)), tmp_path / "out.osm.pbf"
    for name, (data, words) in cases.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(BadExtract, match=words):
            clip_extract(tmp_path / name, out, area, margin_m=0, progress=silent)
    os.mkfifo(tmp_path / "pipe.osm.pbf")
    others = {"absent.osm.pbf": "n’existe pas", ".": "dossier", "pipe.osm.pbf": "n’est pas un fichier"}
    for path, words in ((tmp_path / name, words) for name, words in others.items()):
        with pytest.raises(BadExtract, match=words):
            clip_extract(path, out, area, margin_m=0, progress=silent)
    assert not out.exists()
