"""A file fetched once, kept in a folder of the operator's."""

import errno
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

_ASIDE = ".fetching-"


def keep_once(path: Path, note: tuple[str, str], make: Callable[[Path], Path]) -> Path:
    """Our file, put there whole with its note (name and text) when it is absent; `make` makes it in a folder aside."""
    if path.exists():
        return path
    folder, (name, text) = path.parent, note
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{_ASIDE}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_ASIDE, dir=folder) as aside:
        made = make(Path(aside))
        (folder / name).write_text(text, encoding="utf-8")
        made.replace(path)
    return path


def trouble_of(error: OSError, folder: Path, room: str) -> str:
    """Why nothing could be kept there, in French; `room` is what to free on a full disk."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{folder} : le disque est plein. Libérez {room}, recommencez."
    return f"{folder} : l’accès est refusé. Vérifiez les droits de ce dossier."
