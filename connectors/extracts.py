"""The street extract of the demonstration: a registry package carries it, so a bare machine needs no other source."""

import errno
import gzip
import hashlib
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

from connectors import registry
from connectors.osm import BadExtract, check_extract
from connectors.registry import Package, RegistrySilent

type Progress = Callable[[str, float], None]
"""Called with what is being done (French) and the share done, 0 to 1."""
type Fetch = Callable[[Path], Path]
"""Puts the archive in a folder and gives its path."""

EXTRACT = "riviera.osm.pbf"
# Monaco and the streets that border it, 26 December 2023, as quackosm keeps it among its own tests.
# © OpenStreetMap contributors, ODbL 1.0.
PACKAGE = Package(
    name="quackosm",
    version="0.19.0",
    archive="quackosm-0.19.0.tar.gz",
    digest="90b9888963baff37c169fc6f4eec8b07a1d68228426b7a9cabbc7a685a2fd173",
    label="l’extrait des rues",
)
MEMBER = "quackosm-0.19.0/tests/test_files/monaco.osm.pbf"
EXTRACT_DIGEST = "1fdee8b72c48f932cab3aa9f1f74f87dfd954509a3b47cb932556d827189b97c"

_LARGEST = 2_000_000
_ASIDE = ".fetching-"
_BACKEND = '''
"""pip asks every source archive for its metadata; this answers without running any of the archive's own code."""
from pathlib import Path


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    folder = Path(metadata_directory, "{package}-{version}.dist-info")
    folder.mkdir()
    folder.joinpath("METADATA").write_text("Metadata-Version: 2.1\\nName: {package}\\nVersion: {version}\\n")
    return folder.name
'''


class ExtractMissing(Exception):
    """There is no usable extract; the message is French and says how to mend it."""


def fetch_extract(folder: Path, *, progress: Progress, fetch: Fetch | None = None) -> Path:
    """The demonstration's extract in this folder, fetched when it is not there; somebody's own file is kept.

    Raises ExtractMissing.
    """
    path = folder / EXTRACT
    remedy = f"Vous pouvez aussi déposer votre propre extrait OpenStreetMap ici : {path}"
    try:
        if path.exists():
            if _digest(path.read_bytes() if path.stat().st_size <= _LARGEST else b"") != EXTRACT_DIGEST:
                check_extract(path)
        else:
            progress("Rues : téléchargement de l’extrait", 0.0)
            folder.mkdir(parents=True, exist_ok=True)
            for left in folder.glob(f"{_ASIDE}*"):
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(prefix=_ASIDE, dir=folder) as aside:
                _unpack((fetch or download)(Path(aside)), path, Path(aside))
        progress("Rues : extrait prêt", 1.0)
    except BadExtract as error:
        raise ExtractMissing(str(error)) from error
    except (ExtractMissing, RegistrySilent) as error:
        raise ExtractMissing(f"{error} {remedy}") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ExtractMissing(
                f"{folder} : le disque est plein. Libérez quelques mégaoctets et recommencez."
            ) from error
        raise ExtractMissing(f"{folder} : l’écriture est refusée. Vérifiez les droits de ce dossier.") from error
    return path


def download(folder: Path) -> Path:
    """Fetch the source archive; raises RegistrySilent."""
    backend = folder / "backend" / "pdm" / "backend.py"
    backend.parent.mkdir(parents=True)
    backend.write_text(_BACKEND.format(package=PACKAGE.name, version=PACKAGE.version), encoding="utf-8")
    options = ("--no-binary=:all:", "--no-build-isolation")
    return registry.download(PACKAGE, folder, options, {"PYTHONPATH": str(backend.parents[1])})


def _unpack(archive: Path, path: Path, aside: Path) -> None:
    """Take the one member wanted, checked, and put it in place at once; nothing else is written."""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            member = tar.getmember(MEMBER)
            file = tar.extractfile(member) if member.isreg() and member.size <= _LARGEST else None
            data = file.read() if file else b""
    except (tarfile.TarError, gzip.BadGzipFile, KeyError, EOFError, zlib.error) as error:
        raise ExtractMissing(f"L’archive {archive.name} est tronquée ou abîmée : recommencez.") from error
    if _digest(data) != EXTRACT_DIGEST:
        raise ExtractMissing(f"L’extrait contenu dans {archive.name} n’est pas celui attendu : il n’a pas été gardé.")
    fresh = aside / EXTRACT
    with fresh.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
