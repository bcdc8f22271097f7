"""What a disk refuses, in French: the system says it in English."""

import errno
import os
from collections.abc import Mapping

FULL = (errno.ENOSPC, errno.EDQUOT)

_FAULTS: Mapping[int, str] = {
    errno.ENOENT: "ce chemin n’existe pas",
    errno.EACCES: "l’accès est refusé",
    errno.EPERM: "l’accès est refusé",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le quota de disque est atteint",
    errno.EEXIST: "un fichier y tient la place d’un dossier",
    errno.ENOTDIR: "un fichier y tient la place d’un dossier",
    errno.EISDIR: "un dossier y tient la place d’un fichier",
    errno.ENAMETOOLONG: "ce nom est trop long",
    errno.ELOOP: "ce lien mène à lui-même",
    errno.EMFILE: "trop de fichiers sont ouverts",
    errno.ENFILE: "trop de fichiers sont ouverts",
    errno.EIO: "le disque est en panne",
}


def fault_of(error: OSError) -> str:
    """What happened, to be written after a path and « : »; what the system says itself is never shown."""
    return _FAULTS.get(error.errno or 0, "l’écriture ou la lecture a échoué")


def fault_in(said: str) -> str | None:
    """What happened to a program of the system, when its last words hold the system's own."""
    return next((fault for code, fault in _FAULTS.items() if os.strerror(code) in said), None)
