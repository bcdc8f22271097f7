"""Extract of OpenStreetMap in, tileset out: built aside, then renamed, so that a killed build hinders nothing."""

import errno
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from connectors.valhalla import settings
from connectors.valhalla.edges import Edges
from connectors.valhalla.tileset import (
    EDGES,
    MANIFEST,
    SETTINGS,
    TILES,
    TIMEZONES,
    Manifest,
    Tileset,
    TilesetBroken,
    digest,
    open_tileset,
)

type Progress = Callable[[str, float], None]
"""Called with what is being done (French) and the share done, 0 to 1."""

FORMAT = 1
"""Raised when what we write into a tileset changes, so that older ones are built again."""

OUR_TIMEZONES = Path(__file__).with_name("tz_france.sqlite")

_ROOM = 1_000_000
"""Bytes; with less, the last thing written may have been cut."""
_ASIDE = ".building-"
_STAGES = (
    ("Parsing files for ways", "Lecture des rues", 0.05),
    ("Parsing files for relations", "Lecture des interdictions de tourner", 0.20),
    ("Parsing files for nodes", "Lecture des carrefours", 0.30),
    ("Building edge shapes", "Tracé des tronçons", 0.45),
    ("Enhancing local graph", "Vitesses et accès", 0.60),
    ("Validating", "Vérification du réseau", 0.75),
)


def prepare_tileset(extract: Path, folder: Path, *, timezones: Path = OUR_TIMEZONES, progress: Progress) -> Tileset:
    """The tileset of an extract (.osm.pbf, or OSM XML .osm), in `folder/<build>`; an unchanged one is only opened.

    Raises TilesetBroken when the extract or the time-zone database cannot be used.
    """
    check_extract(extract)
    check_timezones(timezones)
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    final = folder / build_id(extract, timezones)
    if final.exists():
        with suppress(TilesetBroken):
            return open_tileset(final)
        shutil.rmtree(final)
    aside = Path(tempfile.mkdtemp(prefix=f"{_ASIDE}{os.getpid()}-", dir=folder))
    try:
        fill_tileset(aside, extract, timezones, final.name, progress)
        aside.chmod(0o755)
        # Somebody else may have finished the same build meanwhile: theirs is as good.
        with suppress(OSError):
            aside.rename(final)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    progress("Réseau de rues prêt", 1.0)
    return open_tileset(final)


def build_id(extract: Path, timezones: Path = OUR_TIMEZONES) -> str:
    """Names a build by all it depends on: extract, time zones, Valhalla and our format."""
    parts = (digest(extract), digest(timezones), settings.VERSION, str(FORMAT))
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


def check_extract(extract: Path) -> None:
    """TilesetBroken unless the file starts as an OSM extract does."""
    remedy = "Donnez un extrait OpenStreetMap « .osm.pbf », par exemple de download.openstreetmap.fr."
    if not extract.is_file():
        raise TilesetBroken(f"L’extrait de carte « {extract} » n’existe pas.", remedy)
    with extract.open("rb") as file:
        head = file.read(512)
    # https://wiki.openstreetmap.org/wiki/PBF_Format: 4 bytes of length, then a BlobHeader of type OSMHeader.
    is_pbf = head[4:15] == b"\x0a\x09OSMHeader"
    if not is_pbf and b"<osm" not in head:
        raise TilesetBroken(f"Le fichier « {extract} » n’est pas un extrait OpenStreetMap.", remedy)


def check_timezones(timezones: Path) -> None:
    """TilesetBroken unless the file is a time-zone database Valhalla can read."""
    remedy = f"Rétablissez le fichier livré avec JOPTIMIZ, « {OUR_TIMEZONES.name} »."
    if not timezones.is_file():
        raise TilesetBroken(f"La base des fuseaux horaires « {timezones} » manque.", remedy)
    try:
        with closing(sqlite3.connect(f"{timezones.resolve().as_uri()}?mode=ro", uri=True)) as database:
            (count,) = database.execute("SELECT count(*) FROM tz_world WHERE TZID LIKE '%/%'").fetchone()
    except sqlite3.Error as error:
        raise TilesetBroken(f"La base des fuseaux horaires « {timezones} » ne se lit pas : {error}.", remedy) from error
    if not count:
        raise TilesetBroken(f"La base des fuseaux horaires « {timezones} » est vide.", remedy)


def fill_tileset(aside: Path, extract: Path, timezones: Path, build: str, progress: Progress) -> None:
    """Make a tileset of this name in a folder nobody looks at yet; raises TilesetBroken, OSError on a full disk."""
    shutil.copyfile(timezones, aside / TIMEZONES)
    template = settings.template()
    tiles, working = aside / "tiles", aside / "building.json"
    tiles.mkdir()
    settings.write(working, template, tile_dir=str(tiles), timezone=str(aside / TIMEZONES))
    _run_builder(working, extract, progress)
    progress("Inventaire des tronçons", 0.85)
    _list_edges(working, tiles, aside / EDGES, extract)
    with tarfile.open(aside / TILES, "w", format=tarfile.USTAR_FORMAT) as tar:
        for tile in sorted(tiles.rglob("*.gph")):
            tar.add(tile, arcname=str(tile.relative_to(tiles)))
    settings.write(aside / SETTINGS, template)
    shutil.rmtree(tiles)
    working.unlink()
    edges = Edges.load(aside / EDGES)
    files = {n: ((aside / n).stat().st_size, digest(aside / n)) for n in (TILES, EDGES, SETTINGS, TIMEZONES)}
    manifest = Manifest(build, settings.VERSION, extract.name, len(edges), edges.bbox, files)
    (aside / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))


def _run_builder(working: Path, extract: Path, progress: Progress) -> None:
    # Its own logging is how the builder tells where it is.
    heard = msgspec.json.decode(working.read_bytes(), type=settings.Settings)
    working.write_bytes(msgspec.json.encode({**heard, "logging": {"type": "std_out", "color": False}}))
    command = [str(settings.executable("valhalla_build_tiles")), "-c", str(working), str(extract)]
    lines: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as builder:
        try:
            assert builder.stdout is not None
            for line in builder.stdout:
                lines.append(line.strip())
                for sign, said, share in _STAGES:
                    if sign in line:
                        progress(said, share)
        except BaseException:
            builder.kill()
            raise
    if builder.returncode:
        check_room(working.parent)
        last = next((line for line in reversed(lines) if line), "aucun message")
        if "unsorted" in last:
            sentence = f"L’extrait de carte « {extract} » n’est pas trié par types et numéros d’objets."
            raise TilesetBroken(sentence, f"Triez-le : osmium sort {extract.name} -o trie.osm.pbf.")
        sentence = f"L’extrait de carte « {extract} » n’a pas pu être lu jusqu’au bout ({last})."
        raise TilesetBroken(sentence, "Le fichier est sans doute tronqué : téléchargez-le de nouveau.")


def _list_edges(working: Path, tiles: Path, out: Path, extract: Path) -> None:
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-m", "connectors.valhalla.listing", str(working), str(tiles), str(out)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode == settings.NO_EDGE:
        raise TilesetBroken(
            f"L’extrait de carte « {extract} » ne contient aucune rue.",
            "Choisissez un extrait qui couvre le territoire.",
        )
    if done.returncode == settings.NO_TIMEZONE:
        raise TilesetBroken(
            f"La base des fuseaux horaires ne couvre pas l’extrait « {extract} » : les interdictions horaires "
            "d’OpenStreetMap y seraient ignorées.",
            "Donnez une base qui couvre ce territoire.",
        )
    if done.returncode:
        check_room(out.parent)
        last = (done.stderr.strip().splitlines() or ["aucun message"])[-1]
        raise TilesetBroken(
            f"Les tuiles tirées de « {extract} » ne se lisent pas ({last}).", "Relancez la construction."
        )


def check_room(folder: Path) -> None:
    """OSError when the disk is full; Valhalla itself does not tell, and may leave half a tile."""
    if shutil.disk_usage(folder).free < _ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def _sweep(folder: Path) -> None:
    """Remove what killed builds left behind."""
    for left in folder.glob(f"{_ASIDE}*"):
        pid = left.name.removeprefix(_ASIDE).split("-")[0]
        if not pid.isdecimal():
            continue  # not one of ours
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            shutil.rmtree(left, ignore_errors=True)
        except (PermissionError, OverflowError):
            continue
