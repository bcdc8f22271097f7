"""A tileset: the streets of one extract, as Valhalla reads them, with a manifest that proves them whole."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from connectors.disk import fault_of
from connectors.valhalla.edges import Edges
from connectors.valhalla.settings import Settings

MANIFEST = "tileset.json"
TILES = "tiles.tar"
EDGES = "edges.npz"
SETTINGS = "valhalla.json"
TIMEZONES = "timezones.sqlite"
OVERLAYS = "overlays"


class TilesetBroken(Exception):
    """A file of the street network is missing or damaged; the sentence (French) says which and how to mend it."""

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(f"{sentence} {remedy}")
        self.sentence = sentence
        self.remedy = remedy


class Manifest(msgspec.Struct, frozen=True):
    """What a whole tileset holds; `files` maps a name to (bytes, digest)."""

    build: str
    valhalla: str
    extract: str
    edges: int
    bbox: tuple[float, float, float, float]
    files: dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True, eq=False)
class Tileset:
    """An opened, verified tileset."""

    folder: Path
    build: str
    bbox: tuple[float, float, float, float]
    edges: Edges
    settings: Settings


def digest(path: Path) -> str:
    """The content of a file as 32 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def open_tileset(folder: Path) -> Tileset:
    """The tileset in this folder; TilesetBroken when a file is missing, truncated or changed."""
    manifest = _manifest(folder)
    for name, expected in manifest.files.items():
        _verify(folder / name, expected)
    try:
        edges = Edges.load(folder / EDGES)
        settings = msgspec.json.decode((folder / SETTINGS).read_bytes(), type=Settings)
    except (OSError, ValueError, KeyError) as error:
        raise TilesetBroken(
            f"Le réseau de rues « {folder} » ne se lit pas : {_fault(error)}.", rebuild(folder)
        ) from error
    return Tileset(folder, manifest.build, manifest.bbox, edges, settings)


def rebuild(folder: Path) -> str:
    """How to mend a broken tileset, in French."""
    return f"Supprimez le dossier « {folder} » et relancez : il sera reconstruit à partir de l’extrait de carte."


def _manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise TilesetBroken(
            f"Le réseau de rues n’est pas là : le fichier « {path} » manque.", rebuild(folder)
        ) from None
    except (OSError, msgspec.MsgspecError) as error:
        raise TilesetBroken(f"Le fichier « {path} » ne se lit pas : {_fault(error)}.", rebuild(folder)) from error


def _fault(error: Exception) -> str:
    return fault_of(error) if isinstance(error, OSError) else "son contenu est abîmé"


_NAMES: Mapping[str, str] = {
    TILES: "les tuiles du réseau",
    EDGES: "la liste des tronçons",
    SETTINGS: "les réglages du calculateur",
    TIMEZONES: "la base des fuseaux horaires",
}


def _verify(path: Path, expected: tuple[int, str]) -> None:
    what = f"{_NAMES.get(path.name, 'un fichier du réseau')} (« {path} »)"
    if not path.is_file():
        raise TilesetBroken(f"Il manque {what}.", rebuild(path.parent))
    size = path.stat().st_size
    if size != expected[0]:
        sentence = f"Fichier tronqué ou changé, {size} octets au lieu de {expected[0]} : {what}."
        raise TilesetBroken(sentence, rebuild(path.parent))
    if digest(path) != expected[1]:
        raise TilesetBroken(f"Fichier endommagé, son contenu a changé : {what}.", rebuild(path.parent))
