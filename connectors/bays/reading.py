"""Any file of bays as lines and cells: a list, a workbook, GeoJSON, CDS curb zones; an object is a line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.sheets import read_rows
from rules.model import Problem
from rules.written.folding import fold
from rules.written.lines import Row

GEOMETRY, LONGITUDE, LATITUDE = "geometry", "longitude", "latitude"
"""Titles of the columns that a GeoJSON geometry becomes."""
MOST_OBJECTS = 20_000
_HINT = "Exportez-le de nouveau en CSV ou en GeoJSON."
_KNOWN = frozenset(
    fold(title)
    for title in (
        "id", "nom", "longitude", "latitude", "adresse", "commune", "longueur", "largeur", "geom_wkt", "geo_shape",
        "geo_point_2d", "cp", "code_postal", "geom_xy", "interv_jh", "type", "geometry", "duree_max", "regpri",
    )
)  # fmt: skip
_DELIVERY = "livraison"


@dataclass(frozen=True, slots=True)
class Lines:
    """A file as lines, titles first; `aside` counts the objects that are no bay, by what they say they are."""

    form: str
    rows: tuple[Row, ...]
    aside: Mapping[str, int]
    crs: str = ""
    """What the file says of its projection."""


def read_bays(data: bytes) -> Lines | Problem:
    """The lines of a file, or why it cannot be cut into any."""
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"{", b"["):
        return _json(data)
    rows = read_rows(data, lambda title: fold(title) in _KNOWN)
    return rows if isinstance(rows, Problem) else Lines("table", rows, {})


def _json(data: bytes) -> Lines | Problem:
    root = _parsed(data)
    if isinstance(root, Problem):
        return root
    if isinstance(root, dict) and root.get("type") == "FeatureCollection":
        return _features(root)
    zones = _zones(root)
    if zones is not None:
        return _table("cds", zones, {})
    if isinstance(root, list) and all(isinstance(each, dict) for each in root):
        return _table("json", [_flat(each.get("fields", each), None) for each in root], {})
    return Problem("file_json_unknown", "Ce JSON n’est ni du GeoJSON, ni une liste d’aires, ni du CDS.", _HINT)


def _parsed(data: bytes) -> object:
    try:
        root: object = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Problem("file_encoding", "Ce fichier n’est pas en UTF-8.", "Enregistrez-le en UTF-8.")
    except json.JSONDecodeError as error:
        said = f"Ligne {error.lineno}, colonne {error.colno} : le fichier n’est plus du JSON à cet endroit."
        return Problem("file_json", said, _HINT, line=error.lineno, column=error.colno)
    except (ValueError, RecursionError):
        return Problem("file_json", "Ce fichier n’est pas du JSON lisible.", _HINT)
    return root


def _features(root: Mapping[str, Any]) -> Lines | Problem:
    features = root.get("features")
    if not isinstance(features, list):
        return Problem("file_json_unknown", "Cette collection n’a pas de liste d’objets.", _HINT)
    aside: dict[str, int] = {}
    lines = []
    for each in features:
        properties = each.get("properties") if isinstance(each, dict) else None
        said = properties if isinstance(properties, dict) else {}
        geometry = each.get("geometry") if isinstance(each, dict) else None
        found = _regulated(said)
        if isinstance(found, str):
            aside[found] = aside.get(found, 0) + 1
        else:
            lines.append(_flat(found, geometry))
    return _table("geojson", lines, aside, _crs(root))


def _regulated(said: Mapping[str, Any]) -> Mapping[str, Any] | str:
    """An object of the on-street schema with the rule that makes it a bay, or what it is; others as they are."""
    regulations = said.get("regulations")
    if not isinstance(regulations, list):
        return said
    kinds = []
    for each in regulations:
        rule = each.get("rule") if isinstance(each, dict) else None
        kind = str(rule.get("type", "")) if isinstance(rule, dict) else ""
        kinds.append(kind or "sans type")
        if _DELIVERY in fold(kind):
            duration = rule.get("max_duration", "") if isinstance(rule, dict) else ""
            bare = {name: value for name, value in said.items() if name != "regulations"}
            hours = str(each.get("opening_hours", ""))
            return {**bare, "regulation": kind, "opening_hours": hours, "max_duration": duration}
    return " et ".join(dict.fromkeys(kinds)) or "sans règle"


def _zones(root: object) -> list[dict[str, str]] | None:
    """The curb zones of a CDS answer, each with the loading rule and the hours of its policies."""
    data = root.get("data") if isinstance(root, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("zones"), list):
        return None
    policies = {str(each.get("curb_policy_id")): each for each in _objects(data.get("policies"))}
    found = []
    for zone in _objects(data["zones"]):
        ids = zone.get("curb_policy_ids")
        named = [policies[each] for each in map(str, ids if isinstance(ids, list) else []) if each in policies]
        flat = _flat({name: value for name, value in zone.items() if name != "geometry"}, zone.get("geometry"))
        spans = [span for policy in named for span in _objects(policy.get("time_spans"))]
        stays = [rule.get("max_stay") for policy in named for rule in _objects(policy.get("rules"))]
        found.append(
            {**flat, "temporalite_cds": json.dumps(spans) if spans else "", "max_stay": _text(next(iter(stays), ""))}
        )
    return found


def _objects(found: object) -> list[dict[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _flat(said: object, geometry: object) -> dict[str, str]:
    """Its properties as texts; its geometry as three columns of our own."""
    flat = {str(name): _text(value) for name, value in said.items()} if isinstance(said, dict) else {}
    if not isinstance(geometry, dict):
        return flat
    middle = _middle(geometry)
    if geometry.get("type") != "Point":
        flat[GEOMETRY] = json.dumps(geometry, separators=(",", ":"))
    if middle is not None:
        flat[LONGITUDE], flat[LATITUDE] = (repr(each) for each in middle)
    return flat


def _middle(geometry: Mapping[str, Any]) -> tuple[float, float] | None:
    """The point, or the middle of what is drawn."""
    points = list(_positions(geometry.get("coordinates")))
    if not points:
        return None
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2


def _positions(found: object) -> Iterator[tuple[float, float]]:
    if not isinstance(found, list):
        return
    if len(found) >= 2 and all(isinstance(each, int | float) and not isinstance(each, bool) for each in found[:2]):
        yield float(found[0]), float(found[1])
        return
    for each in found:
        yield from _positions(each)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dict | list):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return str(value)


def _table(form: str, lines: Sequence[Mapping[str, str]], aside: Mapping[str, int], crs: str = "") -> Lines | Problem:
    if len(lines) > MOST_OBJECTS:
        said = f"Ce fichier a {len(lines)} objets ; {MOST_OBJECTS} au plus."
        return Problem("file_long", said, "Coupez-le en plusieurs fichiers.")
    titles = list(dict.fromkeys(title for line in lines for title in line))
    rows = (Row(n, tuple(line.get(title, "") for title in titles)) for n, line in enumerate(lines, 1))
    return Lines(form, (Row(0, tuple(titles)), *rows) if lines else (), aside, crs)


def _crs(root: Mapping[str, Any]) -> str:
    crs = root.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name[:200] if isinstance(name, str) else ""
