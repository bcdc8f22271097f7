"""What the language takes at a place of a file: the JSON Schema of the files, walked by paths."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rules.edits.reach import Path
from rules.reading.files import RULES_SCHEMA, SET_SCHEMA, TERRITORY_SCHEMA
from rules.schema import rules_schema, set_schema, territory_schema
from rules.schema.kinds import Json

_KINDS = {RULES_SCHEMA: rules_schema, SET_SCHEMA: set_schema, TERRITORY_SCHEMA: territory_schema}


@dataclass(frozen=True, slots=True)
class Shape:
    """The alternatives a place takes, references followed."""

    parts: tuple[Mapping[str, Json], ...]
    definitions: Mapping[str, Json]

    def inner(self, word: str | int) -> "Shape":
        """What stands under a key, or in a list."""
        found: list[Json] = []
        for part in self.parts:
            if isinstance(word, int):
                found.append(part.get("items", {}))
            else:
                known = _group(part.get("properties"))
                found.append(known[word] if word in known else part.get("additionalProperties", {}))
        return Shape(tuple(_followed(found, self.definitions)), self.definitions)

    def at(self, path: Path) -> "Shape":
        """What stands at a path."""
        shape = self
        for word in path:
            shape = shape.inner(word)
        return shape

    @property
    def keys(self) -> Mapping[str, str]:
        """The keys it knows, and what each is for."""
        found: dict[str, str] = {}
        for part in self.parts:
            for key, inner in _group(part.get("properties")).items():
                said = _group(inner).get("description")
                found.setdefault(key, said if isinstance(said, str) else "")
        return found

    @property
    def required(self) -> Sequence[str]:
        """The keys it cannot do without."""
        return [str(key) for part in self.parts for key in _list(part.get("required"))]

    @property
    def words(self) -> Sequence[str]:
        """The words it takes, or gives as examples."""
        found = [word for part in self.parts for key in ("enum", "examples") for word in _list(part.get(key))]
        said = [("true" if word else "false") if isinstance(word, bool) else word for word in found]
        return list(dict.fromkeys(word for word in said if isinstance(word, str)))

    @property
    def closed(self) -> bool:
        """Whether it takes no other word."""
        return any("enum" in part for part in self.parts)

    @property
    def listed(self) -> bool:
        """Whether it takes a list."""
        return any(part.get("type") == "array" for part in self.parts)

    @property
    def grouped(self) -> bool:
        """Whether it takes a group of keys."""
        return any(part.get("type") == "object" for part in self.parts)

    @property
    def counts(self) -> bool:
        """Whether it takes a whole number."""
        return any(part.get("type") == "integer" for part in self.parts)

    @property
    def dated(self) -> bool:
        """Whether it takes a date."""
        return any(str(part.get("pattern", "")).startswith("^[0-9]{4}-") for part in self.parts)


@cache
def shape_of(schema: str) -> Shape:
    """The whole of a kind of file."""
    document = _KINDS.get(schema, rules_schema)()
    definitions = _group(document.get("$defs"))
    return Shape(tuple(_followed([document], definitions)), definitions)


def schema_of(text: str) -> str:
    """The kind of file a text announces, if it can be told; a rules file otherwise."""
    return next((schema for schema in _KINDS if f"schema: {schema}" in text[:2_000]), RULES_SCHEMA)


def _followed(shapes: Iterable[Json], definitions: Mapping[str, Json]) -> Iterable[Mapping[str, Json]]:
    for shape in shapes:
        part = _group(shape)
        named = part.get("$ref")
        if isinstance(named, str):
            yield from _followed([definitions[named.rpartition("/")[2]]], definitions)
        elif "type" in part or "enum" in part or "anyOf" not in part:
            yield part
        else:
            yield from _followed(_list(part.get("anyOf")), definitions)


def _group(value: Json | None) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Json | None) -> list[Json]:
    return value if isinstance(value, list) else []
