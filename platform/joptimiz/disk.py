"""A data folder that cannot serve: the path, what happened, the way out."""

import errno
from collections.abc import Mapping

from connectors.disk import fault_of
from rules.model import Problem
from rules.texts.typography import typeset

_MENDED: Mapping[int, str] = {
    errno.EACCES: "Donnez au compte qui lance cette commande le droit d’y écrire (chown, chmod)",
    errno.EROFS: "Rendez ce disque inscriptible",
    errno.ENOSPC: "Libérez quelques centaines de mégaoctets",
    errno.EEXIST: "Déplacez ce fichier",
}
_ALIKE = {errno.EPERM: errno.EACCES, errno.EDQUOT: errno.ENOSPC, errno.ENOTDIR: errno.EEXIST}


def disk_problem(error: OSError) -> Problem:
    """What the disk refused, and how to mend it."""
    code = error.errno or 0
    mended = _MENDED.get(_ALIKE.get(code, code), "Vérifiez ce chemin")
    fault = f"{error.filename or 'Le dossier de données'}{typeset(f' : {fault_of(error)}.')}"
    return Problem("disk", fault, f"{mended}, ou choisissez un autre dossier de données avec JOPTIMIZ_DATA.")


def disk_sentence(error: OSError) -> str:
    """The same on one line."""
    problem = disk_problem(error)
    return f"{problem.message} {problem.hint}"
