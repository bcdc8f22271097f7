"""The head of a PMTiles archive, version 3 (github.com/protomaps/PMTiles, spec/v3/spec.md)."""

import gzip
import json
import zlib
from pathlib import Path

_HEAD = 127
_GZIP = 2


def description(path: Path) -> str | None:
    """What the archive says of itself; nothing when there is no whole archive at this path."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            if len(head) < _HEAD or head[:8] != b"PMTiles\x03":
                return None
            file.seek(int.from_bytes(head[24:32], "little"))
            data = file.read(int.from_bytes(head[32:40], "little"))
        # Offset and length of the last section: an archive cut short ends before it.
        end = int.from_bytes(head[56:64], "little") + int.from_bytes(head[64:72], "little")
        if path.stat().st_size < end:
            return None
        metadata = json.loads(gzip.decompress(data) if head[97] == _GZIP else data)
    except (OSError, EOFError, ValueError, zlib.error):
        return None
    said = metadata.get("description") if isinstance(metadata, dict) else None
    return said if isinstance(said, str) else None
