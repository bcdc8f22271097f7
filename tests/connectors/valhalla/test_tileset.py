"""Tilesets: built once, verified whole, told in French when broken."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.valhalla import Tileset, TilesetBroken, open_tileset, prepare_tileset
from connectors.valhalla.build import OUR_TIMEZONES
from connectors.valhalla.edges import TILE_BITS, Edges
from connectors.valhalla.tileset import EDGES, MANIFEST, TILES, TIMEZONES


def silent(_said: str, _share: float) -> None:
    """Hear no progress."""


def test_every_street_is_listed_in_both_directions(town: Tileset) -> None:
    """2 × 15 streets of 14 blocks, two ways: 840 directed edges of one block each."""
    assert len(town.edges) == 2 * 15 * 14 * 2
    assert sorted(set(town.edges.lengths_m.round(-1))) == [220.0]
    assert town.bbox == pytest.approx((7.0, 44.0, 7.0392, 44.028), abs=1e-5)
    assert (town.edges.ids[1:] > town.edges.ids[:-1]).all()
    assert sum(town.edges.tiles().values()) == 840
    assert int(town.edges.ids[-1] >> TILE_BITS) == 839


def test_second_preparation_only_opens(extract: Path, tmp_path: Path) -> None:
    """An unchanged extract is not built again, and the progress of a build ends at 1."""
    heard: list[tuple[str, float]] = []
    first = prepare_tileset(extract, tmp_path, progress=lambda said, share: heard.append((said, share)))
    assert [share for _, share in heard] == sorted(share for _, share in heard)
    assert heard[-1][1] == 1.0
    assert len(heard) > 5
    made = (first.folder / TILES).stat().st_mtime_ns
    heard.clear()
    assert prepare_tileset(extract, tmp_path, progress=silent).build == first.build
    assert (first.folder / TILES).stat().st_mtime_ns == made


def test_killed_build_hinders_nothing(extract: Path, tmp_path: Path) -> None:
    """What a killed build left is swept away; what a living one works on is left alone."""
    dead, living = tmp_path / ".building-4194304-x", tmp_path / f".building-{os.getpid()}-y"
    (tmp_path / ".building-odd").mkdir()
    for folder in (dead, living):
        (folder / "tiles").mkdir(parents=True)
    prepare_tileset(extract, tmp_path, progress=silent)
    assert not dead.exists()
    assert living.exists()


def test_moved_data_folder_still_opens(town: Tileset, tmp_path: Path) -> None:
    """A tileset holds no path of its own."""
    copy = tmp_path / "moved"
    shutil.copytree(town.folder, copy)
    assert open_tileset(copy).build == town.build


def cut(path: Path) -> None:
    """Lose the second half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    """Change one byte of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("name", [TILES, EDGES, TIMEZONES, MANIFEST])
@pytest.mark.parametrize("harm", [Path.unlink, cut, flip])
def test_broken_file_is_named_and_mended(
    town: Tileset, tmp_path: Path, name: str, harm: Callable[[Path], None], extract: Path
) -> None:
    """A missing, truncated or changed file is named with the way to mend it; preparing again mends it."""
    home = tmp_path / "tiles"
    copy = home / town.build
    shutil.copytree(town.folder, copy)
    if name == MANIFEST and harm is flip:
        harm = cut
    harm(copy / name)
    with pytest.raises(TilesetBroken) as raised:
        open_tileset(copy)
    assert name in raised.value.sentence
    assert "reconstruit" in raised.value.remedy
    if harm is cut:
        assert prepare_tileset(extract, home, progress=silent).build == town.build


def test_missing_extract(tmp_path: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(TilesetBroken, match="n’existe pas"):
        prepare_tileset(tmp_path / "absent.osm.pbf", tmp_path / "tiles", progress=silent)


def test_extract_that_is_something_else(tmp_path: Path) -> None:
    """A file that is no extract is refused before anything is built."""
    wrong = tmp_path / "photo.osm.pbf"
    wrong.write_bytes(b"\x89PNG\r\n" * 1000)
    with pytest.raises(TilesetBroken, match="n’est pas un extrait"):
        prepare_tileset(wrong, tmp_path / "tiles", progress=silent)


def test_broken_extract(tmp_path: Path) -> None:
    """A pbf that starts well and goes on badly is told as such, with the builder's own words."""
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"\x00\x00\x00\x0e\x0a\x09OSMHeader\x18\x80\x80\x04" + b"\x00" * 300)
    with pytest.raises(TilesetBroken, match="jusqu’au bout"):
        prepare_tileset(broken, tmp_path / "tiles", progress=silent)
    assert list((tmp_path / "tiles").iterdir()) == []


def test_extract_without_street(tmp_path: Path) -> None:
    """An extract with no street gives no tileset."""
    empty = tmp_path / "empty.osm"
    empty.write_text('<?xml version="1.0"?>\n<osm version="0.6"><node id="1" version="1" lat="44" lon="7"/></osm>')
    with pytest.raises(TilesetBroken):
        prepare_tileset(empty, tmp_path / "tiles", progress=silent)


def test_missing_timezones(extract: Path, tmp_path: Path) -> None:
    """Without time zones OSM's timed bans would be silently ignored: nothing is built."""
    with pytest.raises(TilesetBroken, match="fuseaux horaires"):
        prepare_tileset(extract, tmp_path / "tiles", timezones=tmp_path / "absent.sqlite", progress=silent)


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_broken_timezones(extract: Path, tmp_path: Path, content: bytes) -> None:
    """A file that is no time-zone database is named."""
    broken = tmp_path / "tz.sqlite"
    broken.write_bytes(content)
    with pytest.raises(TilesetBroken, match=r"tz\.sqlite"):
        prepare_tileset(extract, tmp_path / "tiles", timezones=broken, progress=silent)


def test_timezones_of_elsewhere(extract: Path, tmp_path: Path) -> None:
    """A database that does not cover the streets is as bad as none."""
    elsewhere = tmp_path / "elsewhere.sqlite"
    shutil.copyfile(OUR_TIMEZONES, elsewhere)
    with sqlite3.connect(elsewhere) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("DELETE FROM tz_world WHERE TZID = 'Europe/Paris'")
    database.close()
    with pytest.raises(TilesetBroken, match="ne couvre pas"):
        prepare_tileset(extract, tmp_path / "tiles", timezones=elsewhere, progress=silent)


def test_edges_survive_the_disk(town: Tileset, tmp_path: Path) -> None:
    """Arrays are read back as written; a file that holds something else is refused."""
    path = tmp_path / "edges.npz"
    town.edges.save(path)
    again = Edges.load(path)
    assert (again.ids == town.edges.ids).all()
    assert (again.points == town.edges.points).all()
    flip(path)
    with pytest.raises(Exception):  # noqa: B017, PT011 - zip, zlib and numpy each have their own
        Edges.load(path)
