"""JSON Schemas (draft 2020-12) of the three kinds of files, made from the tables the readers use.

Editors check with them while one types: they say what has the wrong shape, never what only the compiler can know.
A number or a word is taken with or without quotes, for the compiler reads text only.
"""

from collections.abc import Sequence

from rules.reading.draft import RULES_SECTIONS, SET_SECTIONS
from rules.reading.files import RULES_SCHEMA, SET_SCHEMA, TERRITORY_SCHEMA
from rules.reading.territory import TERRITORY
from rules.schema.kinds import Schema, group_of, one_of
from rules.schema.sections import area, condition, of_territory, sections, when

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def rules_schema() -> Schema:
    """Of a rules file."""
    return _document(RULES_SCHEMA, "rules", RULES_SECTIONS, ("schema",))


def territory_schema() -> Schema:
    """Of territory.yaml."""
    required = ("schema", "slug", "name", "timezone", "crs")
    said: Schema = {"anyOf": [{"required": ["siren"]}, {"required": ["demonstration"]}]}
    return {**_document(TERRITORY_SCHEMA, "territory", TERRITORY, required), **said}


def set_schema() -> Schema:
    """Of a shared set: its rules choose their zones by kind."""
    return _document(SET_SCHEMA, "set", SET_SECTIONS, ("schema", "set"))


def _document(schema: str, section: str, keys: Sequence[str], required: Sequence[str]) -> Schema:
    shapes = {**sections(shared=schema == SET_SCHEMA), **of_territory(), "schema": one_of([schema])}
    return {
        "$schema": DIALECT,
        "title": schema,
        **group_of(section, keys, shapes, required),
        "$defs": {"area": area(), "condition": condition(), "when": when()},
    }
