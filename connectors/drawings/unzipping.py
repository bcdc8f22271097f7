"""A zip opened within bounds: what it says of its sizes is not believed."""

import io
import zipfile
import zlib
from collections.abc import Collection

from connectors.drawings.model import Unusable

LARGEST_UNZIPPED = 100_000_000
MOST_MEMBERS = 500
_BLOCK = 1 << 16


def unzip(data: bytes, wanted: Collection[str]) -> dict[str, bytes]:
    """The members with these endings, by name; raises Unusable for a bomb, a lock, a break."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [info for info in archive.infolist() if not info.is_dir() and "__MACOSX" not in info.filename]
            if len(names) > MOST_MEMBERS:
                raise Unusable(f"Ce zip contient {len(names)} fichiers.", f"{MOST_MEMBERS} au plus.")
            chosen = [info for info in names if info.filename.lower().endswith(tuple(wanted))]
            return _read(archive, chosen)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        hint = "Refaites le zip, sans mot de passe."
        raise Unusable("Ce zip est abîmé, ou protégé par un mot de passe.", hint) from error


def _read(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    found, left = {}, LARGEST_UNZIPPED
    for info in members:
        kept = bytearray()
        with archive.open(info) as file:
            while block := file.read(_BLOCK):
                kept += block
                left -= len(block)
                if left < 0:
                    said = f"Ce zip déplié dépasse {LARGEST_UNZIPPED // 1_000_000}\u00a0Mo."
                    raise Unusable(said, "N’y mettez que la couche à importer.")
        found[info.filename] = bytes(kept)
    return found
