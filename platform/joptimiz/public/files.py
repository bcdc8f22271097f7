"""What can be taken away: outlines in GeoJSON, rules in YAML, sources in one archive."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import shapely
import yaml
from shapely.geometry import mapping, shape

from joptimiz.public.outline import bbox_of
from rules.bundle import Bundle
from rules.model import Source, Zone
from tenants.files import Folder
from tenants.snapshot import Rulebook

GEOJSON = "application/geo+json"
YAML = "application/yaml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The same sources give the same archive, whenever it is made."""
_KEEP = ("orders", "zones", "calendars", "values", "rights")


def geojson_of(book: Rulebook, zones: Iterable[Zone]) -> bytes:
    """Zones as a GeoJSON collection (RFC 7946: outer rings turn left)."""
    features = [_feature(book, zone) for zone in zones]
    boxes = [feature["bbox"] for feature in features]
    collection: dict[str, object] = {"type": "FeatureCollection", "rulebook": book.ref, "features": features}
    if boxes:
        west, south, east, north = zip(*boxes, strict=True)
        collection["bbox"] = [min(west), min(south), max(east), max(north)]
    return msgspec.json.encode(collection)


def _feature(book: Rulebook, zone: Zone) -> dict[str, list[float] | object]:
    orders = {rule.order: None for rule in book.bundle.rules if zone.id in rule.zones}
    return {
        "type": "Feature",
        "id": f"{book.territory}/{zone.id}",
        "bbox": bbox_of(zone.geometry),
        "geometry": mapping(shapely.orient_polygons(shape(zone.geometry))),
        "properties": {
            "territory": book.territory, "zone": zone.id, "no": zone.no, "kind": zone.kind, "name": zone.name,
            "precision": zone.precision, "orders": list(orders), "rulebook": book.ref,
        },
    }  # fmt: skip


def archive_of(book: Rulebook, folder: Folder) -> bytes:
    """A version's sources as a folder that `joptimiz rules check` reads."""
    sources, geometries = folder
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for source in sources:
            shared = not source.name.startswith(("rules/", "territory.yaml"))
            place = f"_{source.name}" if shared else f"{book.territory}/{source.name}"
            archive.writestr(zipfile.ZipInfo(place, _EPOCH), source.text)
        for name, geometry in geometries.items():
            if name.endswith(".geojson"):
                text = json.dumps(geometry, ensure_ascii=False, separators=(",", ":"))
                archive.writestr(zipfile.ZipInfo(f"{book.territory}/{name}", _EPOCH), text)
    return held.getvalue()


def rules_of_zone(book: Rulebook, zone: Zone, sources: Sequence[Source]) -> str:
    """The rules that govern a zone as their authors wrote them, with the declarations they rest on."""
    bundle = book.bundle
    names = {rule.name for rule in bundle.rules if zone.id in rule.zones}
    wanted = _wanted(bundle, names)
    said = [
        f"# {bundle.territory.name} : {zone.name}, version {book.number} ({book.ref}).",
        "# Les règles qui valent dans cette zone, telles que le territoire les a publiées.",
    ]
    shared = [source.name for source in sources if not source.name.startswith(("rules/", "territory.yaml"))]
    if shared:
        said.append(f"# S’y ajoutent les règles communes que le territoire inclut : {', '.join(shared)}.")
    if bundle.territory.demonstration:
        said.append("# DÉMONSTRATION : ces arrêtés sont inventés ou ne s’appliquent pas.")
    parts = [yaml.compose(source.text, yaml.CSafeLoader) for source in sources if source.name.startswith("rules/")]
    return "\n".join(
        [*said, yaml.serialize(_merged(parts, names, wanted), Dumper=yaml.CSafeDumper, allow_unicode=True, width=110)]
    )


def _wanted(bundle: Bundle, names: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """The names to keep in each section; sections that only hold words to be named are kept whole."""
    rules = [rule for rule in bundle.rules if rule.name in set(names)]
    zones = {zone for rule in rules for zone in rule.zones}
    orders = {rule.order for rule in rules} | {right.order for right in bundle.rights.values()}
    return {"orders": frozenset(orders), "zones": frozenset(zones)}


def _merged(parts: Iterable[yaml.Node | None], names: set[str], wanted: Mapping[str, frozenset[str]]) -> yaml.Node:
    """One document of what is kept, in the authors' own spelling."""
    sections: dict[str, list[tuple[yaml.Node, yaml.Node]]] = {name: [] for name in _KEEP}
    rules: list[yaml.Node] = []
    included: dict[str, yaml.Node] = {}
    for part in parts:
        for key, held in part.value if isinstance(part, yaml.MappingNode) else ():
            if key.value in sections:
                keep = wanted.get(key.value)
                sections[key.value] += [pair for pair in held.value if keep is None or pair[0].value in keep]
            elif key.value == "include":
                included |= {each.value: each for each in held.value}
            elif key.value == "rules":
                rules += [rule for rule in held.value if _id(rule) in names]
    document: list[tuple[yaml.Node, yaml.Node]] = [(_word("schema"), _word("joptimiz/rules@1"))]
    if included:
        document.append((_word("include"), yaml.SequenceNode("tag:yaml.org,2002:seq", list(included.values()))))
    document += [
        (_word(name), yaml.MappingNode("tag:yaml.org,2002:map", pairs)) for name, pairs in sections.items() if pairs
    ]
    document.append((_word("rules"), yaml.SequenceNode("tag:yaml.org,2002:seq", _lifting(rules))))
    return yaml.MappingNode("tag:yaml.org,2002:map", document)


def _lifting(rules: list[yaml.Node]) -> list[yaml.Node]:
    """The same without what lifts nothing here: names that other zones' rules answer to, and rules left with none."""
    names = {name for rule in rules for name in (_id(rule), *_words(rule, "tags"))}
    kept = []
    for rule in rules:
        lifted = [name for name in _words(rule, "overrides") if name in names]
        if lifted or not _words(rule, "overrides"):
            for key, held in rule.value:
                if key.value == "overrides":
                    held.value = [each for each in held.value if each.value in lifted]
            kept.append(rule)
    return kept if len(kept) == len(rules) else _lifting(kept)


def _words(rule: yaml.Node, name: str) -> list[str]:
    return [str(each.value) for key, held in rule.value if key.value == name for each in held.value]


def _id(rule: yaml.Node) -> str:
    return next((str(held.value) for key, held in rule.value if key.value == "id"), "")


def _word(text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", text)
