"""Areas: paths to GeoJSON files, communes, unions and differences, resolved among the geometries given."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rules.canonical import Tree, canonical
from rules.fields import Fields
from rules.geometry import BadGeometry, count_positions, to_tree
from rules.log import Log, nearest
from rules.model import Communes, Difference, GeoJSON, Spec, Union
from rules.source import Listing, Node, Scalar, Table

KEYS = ("communes", "union", "difference")
MEMBERS = "members"
"""Instead of a list of communes: those of territory.yaml."""

INSEE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Ground:
    """What areas are made of: geometries by path or canonical key, and the territory's communes."""

    geometries: Mapping[str, GeoJSON] = field(default_factory=dict)
    members: tuple[str, ...] = ()


def shape_key(spec: Spec) -> str:
    """The one name of an area: its path, or the canonical JSON of its composition."""
    return spec if isinstance(spec, str) else canonical(_spec_tree(spec)).decode()


def _spec_tree(spec: Spec) -> Tree:
    match spec:
        case str():
            return spec
        case Communes(codes):
            return {"communes": codes}
        case Union(parts):
            return {"union": [_spec_tree(part) for part in parts]}
        case Difference(parts):
            return {"difference": [_spec_tree(part) for part in parts]}


def read_shape(node: Node, ground: Ground, log: Log, *, areas_only: bool = False) -> Mapping[str, Tree] | None:
    """The geometry an area names, in whole 1e-7 degrees."""
    spec = read_spec(node, ground.members, log)
    missing = [path for path in _paths(node) if _path(path) not in ground.geometries]
    for path in missing:
        log.add("geometry_missing", path.place, near=nearest(_path(path), _files(ground)), word=path.text)
    if spec is None or missing:
        return None
    key = shape_key(spec)
    if key not in ground.geometries:
        log.add("geometry_uncomposed", node.place)
        return None
    try:
        tree = to_tree(ground.geometries[key], areas_only=areas_only)
    except BadGeometry as error:
        log.add("geometry_unreadable", node.place, word=node.text if isinstance(node, Scalar) else key, why=str(error))
        return None
    log.draw(count_positions(tree), node.place)
    return tree


def read_spec(node: Node, members: Sequence[str], log: Log) -> Spec | None:
    """An area as its author describes it; nothing when a part could not be read (the log says which)."""
    if isinstance(node, Scalar):
        return _path(node) if not _leaves(node, log) else None
    if not isinstance(node, Table) or len(node.entries) != 1:
        log.add("geometry_shape", node.place)
        return None
    fields = Fields(node, log, KEYS)
    if fields.has("communes"):
        codes = _communes(fields, members, log)
        return Communes(codes) if codes else None
    key = "union" if fields.has("union") else "difference"
    parts = [read_spec(item, members, log) for item in fields.items(key)]
    known = tuple(part for part in parts if part is not None)
    if key == "difference" and len(parts) == 1:
        log.add("difference_short", node.place)
        return None
    if not known or len(known) < len(parts):
        return None
    return Union(known) if key == "union" else Difference(known)


def _leaves(node: Scalar, log: Log) -> bool:
    """Whether a path leaves the territory's folder."""
    outside = node.text.startswith(("/", "\\")) or ".." in node.text.replace("\\", "/").split("/")
    if outside:
        log.add("geometry_outside", node.place, word=node.text)
    return outside


def _path(node: Scalar) -> str:
    return node.text.removeprefix("./")


def _paths(node: Node) -> Iterator[Scalar]:
    """The paths inside an area that stay in the folder."""
    if isinstance(node, Scalar):
        if not _leaves(node, Log()):
            yield node
    elif isinstance(node, Table):
        for key, inner in node.entries.values():
            if key.text in ("union", "difference") and isinstance(inner, Listing):
                for item in inner.items:
                    yield from _paths(item)


def _files(ground: Ground) -> list[str]:
    return [key for key in ground.geometries if not key.startswith("{")]


def _communes(fields: Fields, members: Sequence[str], log: Log) -> tuple[str, ...]:
    node = fields.node("communes")
    if isinstance(node, Scalar) and node.text == MEMBERS:
        if not members and not log.blind:
            log.add("no_members", node.place)
        return tuple(members)
    return read_communes(fields, "communes", log)


def read_communes(fields: Fields, key: str, log: Log) -> tuple[str, ...]:
    """INSEE codes, sorted."""
    names = fields.names(key)
    for name in names:
        if not INSEE.fullmatch(name.text):
            log.add("bad_insee", name.place, word=name.text)
    return tuple(sorted(name.text for name in names if INSEE.fullmatch(name.text)))
