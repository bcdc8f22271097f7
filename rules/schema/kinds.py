"""The kinds of values a file is made of, as JSON Schema says them."""

import re
from collections.abc import Iterable, Mapping

from rules.fields import Bounds
from rules.texts.keys import KEYS

type Json = str | int | bool | list[Json] | Mapping[str, Json]
type Schema = dict[str, Json]

WORD: Schema = {"type": ["string", "number", "boolean"]}
FLAG: Schema = {"enum": [True, False, "true", "false"]}
NOTHING: Schema = {"type": "null"}


def group_of(section: str, keys: Iterable[str], shapes: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    """A group of these keys and no other."""
    said = KEYS[section]
    return {
        "type": "object",
        "properties": {key: {**shapes[key], "description": said[key]} for key in keys},
        "required": list(required),
        "additionalProperties": False,
    }


def by_name(shape: Schema, names: re.Pattern[str] | None = None) -> Schema:
    """A group whose keys are names its author chooses."""
    named: Schema = {"propertyNames": {"pattern": f"^(?:{names.pattern})$"}} if names else {}
    return {"type": "object", "additionalProperties": shape, **named}


def dated(shape: Schema) -> Schema:
    """A group whose keys are dates."""
    return {"type": "object", "additionalProperties": shape, "propertyNames": day()}


def names_of(shape: Schema) -> Schema:
    """A list of such words, each once, not empty."""
    return {**names_or_none(), "items": shape, "minItems": 1}


def names_or_none() -> Schema:
    """A list of words, each once, that may be empty."""
    return {"type": "array", "items": WORD, "uniqueItems": True}


def text(limit: int) -> Schema:
    """A sentence of so many signs at most."""
    return {**WORD, "pattern": r"\S", "maxLength": limit}


def matching(pattern: re.Pattern[str]) -> Schema:
    """A word of this form."""
    return {**WORD, "pattern": f"^(?:{pattern.pattern})$"}


def day() -> Schema:
    """A date."""
    return {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}


def number(bounds: Bounds) -> Schema:
    """A whole number between two bounds; between quotes, only its digits can be checked."""
    low, high, _ = bounds
    written: Schema = {"type": "string", "pattern": "^-?(0|[1-9][0-9]{0,14})$"}
    return {"anyOf": [{"type": "integer", "minimum": low, "maximum": high}, written]}


def one_of(words: Iterable[str]) -> Schema:
    """One of these words; those made of digits may be written without quotes."""
    known = list(words)
    return {"enum": [*known, *(int(word) for word in known if word.isdecimal())]}
