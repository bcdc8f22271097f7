"""Which file is which: the territory, its rules, the sets they include; and what a compilation still lacks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rules.fields import Fields
from rules.log import Deaf, Log, Place, nearest
from rules.model import Source, Spec
from rules.reading.draft import LATER, RULES_SECTIONS, SET_SECTIONS, words
from rules.reading.shapes import KEYS, read_communes, read_spec, shape_key
from rules.reading.territory import TERRITORY
from rules.source import Node, Scalar, Table, read_source

RULES_SCHEMA = "joptimiz/rules@1"
TERRITORY_SCHEMA = "joptimiz/territory@1"
SET_SCHEMA = "joptimiz/set@1"
SUFFIX = ".yaml"

_SECTIONS = {RULES_SCHEMA: RULES_SECTIONS, TERRITORY_SCHEMA: TERRITORY, SET_SCHEMA: SET_SECTIONS}
SET = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)*@[1-9][0-9]{0,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a compilation needs beside a territory's own files."""

    sets: tuple[str, ...]
    """Names of the shared sources it includes."""
    shapes: Mapping[str, Spec]
    """Composite areas, by the key under which their geometry is to be given."""


@dataclass(slots=True)
class Files:
    """The roots of a compilation, checked for the sections each may have."""

    territory: Fields | None = None
    own: list[Fields] = field(default_factory=list)
    """Files that declare: the territory's own rules files, and its territory.yaml."""
    sets: list[Fields] = field(default_factory=list)
    shared: bool = False
    """Whether the one file read alone is a shared set."""


def sort_files(sources: Sequence[Source], log: Log) -> Files:
    """Each file by the schema it announces; the sets that are included, in the order of names."""
    by_name = {source.name: source for source in sorted(sources, key=lambda source: source.name)}
    files = Files()
    rules = 0
    for source in by_name.values():
        if not _is_set_name(source.name) and (root := _root(source, _expected(source.name), log)):
            fields, schema = root
            files.own.append(fields)
            rules += schema == RULES_SCHEMA
            if schema == TERRITORY_SCHEMA and files.territory:
                log.add("several_territories", fields.place, first=files.territory.place.file)
            elif schema == TERRITORY_SCHEMA:
                files.territory = fields
    if not log.blind and not files.territory:
        log.add("no_territory", None)
    if not log.blind and not rules:
        log.add("no_rules_file", None)
    for name, place in sorted(_included(files.own, log).items()):
        if name not in by_name:
            log.add("set_missing", place, near=nearest(name, _set_names(by_name)), word=name.removesuffix(SUFFIX))
            log.blind = True
        elif root := _root(by_name[name], SET_SCHEMA, log):
            _check_set_name(root[0], log)
            files.sets.append(root[0])
    return files


def sort_alone(source: Source, log: Log) -> Files:
    """One file by the schema it announces, whatever it is named."""
    announced = f"schema: {SET_SCHEMA}" in source.text
    files = Files(shared=announced)
    if root := _root(source, SET_SCHEMA if announced else _expected(source.name), log):
        files.own.append(root[0])
        files.territory = root[0] if root[1] == TERRITORY_SCHEMA else None
    log.blind = True
    return files


def _is_set_name(name: str) -> bool:
    """Whether a source is named as shared sets are."""
    return name.endswith(SUFFIX) and SET.fullmatch(name.removesuffix(SUFFIX)) is not None


def _set_names(names: Iterable[str]) -> list[str]:
    return [name.removesuffix(SUFFIX) for name in names if _is_set_name(name)]


def _expected(name: str) -> str:
    return TERRITORY_SCHEMA if name.rpartition("/")[2] == "territory.yaml" else RULES_SCHEMA


def _root(source: Source, expected: str, log: Log) -> tuple[Fields, str] | None:
    """The root of a file and its schema; nothing when it is not a group of keys."""
    before = len(log.problems)
    root = read_source(source, log)
    if isinstance(root, Table):
        schema = _schema(root, expected, log)
        return Fields(root, log, _SECTIONS[schema], later=LATER), schema
    log.blind = True
    if root is not None:
        log.add("not_a_table", root.place)
    elif len(log.problems) == before:
        log.add("empty_file", Place(source.name, 1, 1), schema=expected)
    return None


def _schema(root: Table, expected: str, log: Log) -> str:
    node = root.entries.get("schema")
    allowed = (SET_SCHEMA,) if expected == SET_SCHEMA else (RULES_SCHEMA, TERRITORY_SCHEMA)
    if node is None:
        log.add("schema_missing", root.place, schema=expected)
        return expected
    word = node[1].text if isinstance(node[1], Scalar) else ""
    if word not in allowed:
        log.add("schema_unknown", node[1].place, near=nearest(word, allowed), word=word, schema=expected)
        return expected
    return word


def _included(roots: Iterable[Fields], log: Log) -> dict[str, Place]:
    """The sources that files include, and where the first of them does."""
    found: dict[str, Place] = {}
    for fields in roots:
        for node in fields.names("include"):
            if SET.fullmatch(node.text):
                found.setdefault(node.text + SUFFIX, node.place)
            else:
                log.add("bad_set", node.place, word=node.text)
    return found


def _check_set_name(fields: Fields, log: Log) -> None:
    name = fields.scalar("set", required=True)
    expected = fields.place.file.removesuffix(SUFFIX)
    if name and name.text != expected:
        log.add("set_name", name.place, word=name.text, name=expected)


def wanted(sources: Sequence[Source]) -> Wanted:
    """What to add to these files before compiling them; whatever is wrong with them is left to the compilation."""
    log = Deaf()
    roots = [root for source in sources if isinstance(root := read_source(source, log), Table)]
    own = [root for root in roots if not _is_set_name(root.place.file)]
    sets = sorted({word + SUFFIX for root in own for word in words(root, "include") if SET.fullmatch(word)})
    members = [code for root in own for code in read_communes(Fields(root, log, ()), "members", log)]
    specs = (spec for root in own for node in _areas(root) if (spec := read_spec(node, members, log)))
    return Wanted(tuple(sets), {shape_key(spec): spec for spec in specs if not isinstance(spec, str)})


def _areas(root: Table) -> Iterator[Node]:
    """Every area a file describes by words."""
    zones = root.entries.get("zones")
    tables = [node for _, node in zones[1].entries.values()] if zones and isinstance(zones[1], Table) else []
    for table, key in [(root, "coverage"), *((table, "geometry") for table in tables if isinstance(table, Table))]:
        found = table.entries.get(key)
        if found and isinstance(found[1], Table) and any(word in found[1].entries for word in KEYS):
            yield found[1]
