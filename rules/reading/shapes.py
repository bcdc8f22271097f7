"""Paths to GeoJSON files, resolved among the geometries given."""

from collections.abc import Mapping

from rules.canonical import Tree
from rules.geometry import BadGeometry, to_tree
from rules.log import Log, nearest
from rules.model import GeoJSON
from rules.source import Scalar


def read_shape(
    path: Scalar, geometries: Mapping[str, GeoJSON], log: Log, *, areas_only: bool = False
) -> Mapping[str, Tree] | None:
    """The geometry a path names, in whole 1e-7 degrees."""
    word = path.text.removeprefix("./")
    if word.startswith(("/", "\\")) or ".." in word.replace("\\", "/").split("/"):
        log.add("geometry_outside", path.place, word=path.text)
    elif word not in geometries:
        log.add("geometry_missing", path.place, near=nearest(word, geometries), word=path.text)
    else:
        try:
            return to_tree(geometries[word], areas_only=areas_only)
        except BadGeometry as error:
            log.add("geometry_unreadable", path.place, word=path.text, why=str(error))
    return None
