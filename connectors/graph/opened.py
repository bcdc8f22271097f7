"""One build, whole: what it is made of, proved by a manifest."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from connectors.disk import fault_of
from connectors.valhalla import Tileset, TilesetBroken, open_tileset
from connectors.valhalla.tileset import digest

MANIFEST = "graph.json"
BASEMAP = "map.pmtiles"
ADDRESSES = "addresses.sqlite"
KEPT = (BASEMAP, ADDRESSES)
"""What the manifest of a build proves; that of the tileset proves the rest."""

FORMAT = 1
"""Raised when what a build holds changes, so that older ones are asked to be built again."""


class GraphBroken(Exception):
    """A build cannot be used; the message is French and says how to mend it."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a build is and holds; `files` maps a name to (bytes, digest), those of the tileset apart."""

    build: str
    territory: str
    format: int
    built_at: datetime
    extract: str
    """The name of the file it was made from."""
    ban: tuple[str, ...]
    covered: float
    """The share of the territory for which the extract had data, 0 to 1."""
    addresses: int
    """How many streets, house numbers and places can be searched."""
    bbox: tuple[float, float, float, float]
    """West, south, east, north of the streets."""
    demonstration: bool
    """Made by the demonstration, which may make it again; any other is the operator's."""
    files: dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """An opened, verified build."""

    folder: Path
    manifest: Manifest
    tileset: Tileset

    @property
    def basemap(self) -> Path:
        """The map under everything (PMTiles)."""
        return self.folder / BASEMAP

    @property
    def addresses(self) -> Path:
        """The index of addresses."""
        return self.folder / ADDRESSES


def open_graph(folder: Path) -> Graph:
    """The build in this folder, every file verified; raises `GraphBroken`."""
    manifest = read_manifest(folder)
    if manifest.format != FORMAT:
        raise GraphBroken(f"« {folder} » a été construit par une autre version de JOPTIMIZ. {_again(manifest)}")
    for name, (size, content) in manifest.files.items():
        path = folder / name
        try:
            whole = path.stat().st_size == size and digest(path) == content
        except OSError:
            raise GraphBroken(f"Le fichier « {path} » manque ou ne se lit pas. {_again(manifest)}") from None
        if not whole:
            raise GraphBroken(f"Le fichier « {path} » est tronqué ou endommagé. {_again(manifest)}")
    try:
        return Graph(folder, manifest, open_tileset(folder))
    except TilesetBroken as error:
        raise GraphBroken(f"{error.sentence} {_again(manifest)}") from error


def read_manifest(folder: Path) -> Manifest:
    """What a build says it is, nothing verified; raises `GraphBroken`."""
    path = folder / MANIFEST
    remedy = "Relancez « joptimiz graph build »."
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise GraphBroken(f"Le fichier « {path} » manque. {remedy}") from None
    except OSError as error:
        raise GraphBroken(f"Le fichier « {path} » ne se lit pas : {fault_of(error)}. {remedy}") from error
    except msgspec.MsgspecError as error:
        raise GraphBroken(f"Le fichier « {path} » est abîmé. {remedy}") from error


def _again(manifest: Manifest) -> str:
    command = f"joptimiz graph build {manifest.extract} --territory {manifest.territory}"
    return f"Relancez « {command} », ou revenez à une autre construction : « joptimiz graph list »."
