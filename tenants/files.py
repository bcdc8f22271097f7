"""A territory's folder, read whole: `territory.yaml`, `rules/*.yaml`, `zones/**/*.geojson`; or all its problems.

With it come the shared sets it includes and the areas it describes by words.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from connectors.communes import read_outlines
from rules.compiler import wanted
from rules.model import GeoJSON, Invalid, Problem, Source
from tenants.outlines import Outlines, compose
from tenants.settings import data_folder

MAX_YAML_BYTES = 8_000_000
MAX_GEOJSON_BYTES = 50_000_000

SHARED = Path(__file__).resolve().parent / "territories"
"""Where the shared sets that ship with the house lie: `national/x@1` is `_national/x@1.yaml` there."""

type Folder = tuple[tuple[Source, ...], dict[str, GeoJSON]]


def read_folder(path: Path, outlines: Outlines | None = None) -> Folder:
    """The sources and geometries of a territory, named by their path inside its folder; raises `Invalid`."""
    return complete(_Reader(path).read(), outlines, beside=path.resolve().parent)


def find_home(file: Path) -> Path | None:
    """The territory folder a rules file belongs to: the nearest of its two parents that holds `territory.yaml`."""
    return next((home for home in file.resolve().parents[:2] if (home / "territory.yaml").is_file()), None)


def read_file(path: Path) -> Folder:
    """One rules file outside any territory, with the geometries of its own folder's `zones`; raises `Invalid`."""
    return complete(_Reader(path.parent).read([path]), beside=path.resolve().parent)


def read_reference(codes: Collection[str]) -> Mapping[str, GeoJSON]:
    """The outlines of communes kept in the data folder; raises `connectors.communes.OutlinesMissing`."""
    return read_outlines(data_folder() / "reference", codes)


def is_own(name: str) -> bool:
    """Whether a file lies in its territory's folder; the others are shared sets and areas described by words."""
    return name == "territory.yaml" or name.startswith(("rules/", "zones/"))


def complete_own(own: Sequence[Source], geometries: dict[str, GeoJSON], kept: Sequence[Source] = ()) -> Folder:
    """A territory's own files with the shared sets they include, and the areas they compose; raises `Invalid`.

    A set that the house does not ship is taken from those `kept` of a former version.
    """
    return complete((tuple(own), geometries), kept=kept)


def complete(
    folder: Folder, outlines: Outlines | None = None, *, beside: Path = SHARED, kept: Sequence[Source] = ()
) -> Folder:
    """The same with the shared sets it includes, those beside it first, and the areas it composes; raises `Invalid`."""
    sources, geometries = folder
    former = {source.name: source for source in kept}
    needs = wanted(sources)
    shared = [found for name in needs.sets if (found := _shared_set(name, (beside, SHARED)) or former.get(name))]
    composed = compose(needs.shapes, geometries, outlines or read_reference, sources)
    return (*sources, *shared), {**geometries, **composed}


def _shared_set(name: str, roots: tuple[Path, ...]) -> Source | None:
    """A shared set by the name its includer writes; an absent one is told by the compilation."""
    for root in roots:
        path = root / f"_{name}"
        if path.is_file():
            return _Reader(root).read_shared(path, name)
    return None


class _Reader:
    """One folder; problems are gathered and raised at the end."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._real = root.resolve()
        self._problems: list[Problem] = []

    def read(self, files: list[Path] | None = None) -> Folder:
        """Everything, or these files and the geometries."""
        if not self._root.is_dir():
            raise Invalid((Problem("folder-missing", f"Le dossier « {self._root} » n’existe pas."),))
        found = list(self._yaml_files()) if files is None else files
        sources = [Source(self._name(path), text) for path in found if (text := self._text(path, MAX_YAML_BYTES))]
        # An empty file is said so by the compiler, which knows what it should have begun with.
        sources += [Source(self._name(path), "") for path in found if self._is_empty(path)]
        geometries = {self._name(path): shape for path in self._geometry_files() if (shape := self._geometry(path))}
        if self._problems:
            raise Invalid(tuple(self._problems))
        return tuple(sources), geometries

    def read_shared(self, path: Path, name: str) -> Source:
        """One file, under the name by which it is included."""
        text = self._text(path, MAX_YAML_BYTES)
        if self._problems:
            raise Invalid(tuple(self._problems))
        return Source(name, text or "")

    def _yaml_files(self) -> Iterator[Path]:
        territory = self._root / "territory.yaml"
        if territory.exists() or territory.is_symlink():
            yield territory
        rules = self._root / "rules"
        if rules.is_dir() and self._inside(rules):
            yield from sorted(path for path in rules.iterdir() if path.suffix in (".yaml", ".yml"))

    def _geometry_files(self) -> Iterator[Path]:
        zones = self._root / "zones"
        if zones.is_dir() and self._inside(zones):
            yield from sorted(path for path in zones.rglob("*.geojson"))

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    def _refuse(self, path: Path, code: str, message: str, hint: str | None = None, line: int | None = None) -> None:
        self._problems.append(Problem(code, message, hint, self._name(path), line))

    def _inside(self, path: Path) -> bool:
        """Whether a path stays in the folder once its links are followed."""
        try:
            inside = path.resolve().is_relative_to(self._real)
        except (OSError, RuntimeError):
            inside = False
        if not inside:
            self._refuse(
                path, "link-outside", "Ce lien sort du dossier du territoire.", "Copiez-y le fichier lui-même."
            )
        return inside

    def _is_empty(self, path: Path) -> bool:
        try:
            return path.is_file() and path.stat().st_size == 0 and path.resolve().is_relative_to(self._real)
        except (OSError, RuntimeError):
            return False

    def _text(self, path: Path, limit: int) -> str | None:
        """The text of a regular file of this folder, in UTF-8."""
        if not self._inside(path):
            return None
        try:
            if not path.is_file():
                self._refuse(path, "not-a-file", "Ce n’est pas un fichier lisible.")
            elif path.stat().st_size > limit:
                self._refuse(path, "file-too-large", f"Ce fichier dépasse {limit // 1_000_000}\u00a0Mo.")
            else:
                return path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self._refuse(path, "not-utf-8", "Ce texte n’est pas en UTF-8.", "Enregistrez-le en UTF-8.", line)
        except OSError:
            self._refuse(path, "file-unreadable", "Ce fichier ne peut pas être ouvert.", "Vérifiez les droits d’accès.")
        return None

    def _geometry(self, path: Path) -> GeoJSON | None:
        text = self._text(path, MAX_GEOJSON_BYTES)
        if text is None:
            return None
        hint = "Exportez-le en GeoJSON (WGS\u00a084)."
        try:
            shape: object = json.loads(text)
        except json.JSONDecodeError as error:
            self._refuse(path, "geojson-unreadable", "Ce tracé n’est pas du JSON lisible.", hint, error.lineno)
        except (ValueError, RecursionError):
            self._refuse(path, "geojson-unreadable", "Ce tracé n’est pas du JSON lisible.", hint)
        else:
            if isinstance(shape, dict) and shape:
                return shape
            self._refuse(path, "geojson-unreadable", "Ce tracé n’est pas un objet GeoJSON.", hint)
        return None
