"""Which zones a draft's files declare, and the file of each one's tracé, read even while the draft has faults."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.log import Log
from rules.model import Source
from rules.source import Node, Scalar, Table, read_source
from tenants.drafts.model import File


@dataclass(frozen=True, slots=True)
class Declared:
    """A zone as its file declares it; `path` is empty when its area is composed of others."""

    id: str
    kind: str
    name: str
    path: str
    file: str


def declared_zones(files: Iterable[File]) -> tuple[Declared, ...]:
    """Every zone of these files, in their order."""
    return tuple(zone for file in files for zone in _zones(file))


def find_declared(files: Iterable[File], path: str) -> Declared | None:
    """The zone of a tracé; None when no file names it yet."""
    return next((zone for zone in declared_zones(files) if zone.path == path), None)


def section(file: File, name: str) -> Node | None:
    """A section of a file; None when it has none, or does not read."""
    root = read_source(Source(file.name, file.text), Log())
    return root.entries[name][1] if isinstance(root, Table) and name in root.entries else None


def word(table: Table, name: str) -> str:
    """A word of a table, empty when it is not one."""
    found = table.entries.get(name)
    return found[1].text if found and isinstance(found[1], Scalar) else ""


def _zones(file: File) -> Iterator[Declared]:
    zones = section(file, "zones")
    if not isinstance(zones, Table):
        return
    for key, node in zones.entries.values():
        if isinstance(node, Table):
            name = word(node, "name") or key.text
            yield Declared(key.text, word(node, "kind"), name, word(node, "geometry"), file.name)
