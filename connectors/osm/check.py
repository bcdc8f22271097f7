"""Is this file an OpenStreetMap extract, and is it whole."""

from pathlib import Path

from connectors.osm.blocks import DATA, HEADER, CutShort, NotPbf, blocks

_FAULTS: dict[type[OSError], str] = {
    FileNotFoundError: "ce fichier n’existe pas",
    IsADirectoryError: "c’est un dossier",
    PermissionError: "la lecture de ce fichier est refusée",
}
FOREIGN = "ce n’est pas un extrait OpenStreetMap au format PBF"

REMEDY = (
    "Remplacez ce fichier par un extrait .osm.pbf complet (par exemple un extrait régional de Geofabrik), "
    "ou supprimez-le : l’extrait de démonstration sera repris."
)


class BadExtract(Exception):
    """This file is not a usable extract; the message is French, names the file and says how to mend it."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path} : {fault}. {REMEDY}")
        self.path = path
        self.fault = fault


def check_extract(path: Path) -> None:
    """Walk the blocks of a `.osm.pbf` without reading their content; of OSM XML, look at the beginning only.

    Catches a missing, truncated or foreign file in milliseconds; raises `BadExtract`.
    """
    try:
        # A pipe would be waited on for ever.
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise BadExtract(path, "ce n’est pas un fichier")
        if is_xml(path):
            return
        with path.open("rb") as file:
            kinds = [block.kind for block in blocks(file)]
    except OSError as error:
        raise BadExtract(path, _FAULTS.get(type(error), "le fichier ne peut pas être lu")) from error
    except NotPbf as error:
        raise BadExtract(path, FOREIGN) from error
    except CutShort as error:
        raise BadExtract(path, "le fichier est tronqué") from error
    if not kinds:
        raise BadExtract(path, "le fichier est vide")
    if kinds[0] != HEADER:
        raise BadExtract(path, FOREIGN)
    if DATA not in kinds:
        raise BadExtract(path, "l’extrait est vide")


def is_xml(path: Path) -> bool:
    """Whether the file is OSM XML, which the same programs read; raises OSError."""
    with path.open("rb") as file:
        return b"<osm" in file.read(512)
