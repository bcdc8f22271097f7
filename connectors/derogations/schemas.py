"""The TableSchemas that we publish, one a variant, and what a field accepts."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

type Variant = Literal["control", "carrier", "open"]

VARIANTS: tuple[Variant, ...] = ("control", "carrier", "open")
NAMES: Mapping[Variant, str] = {"control": "controle", "carrier": "transporteur", "open": "ouvert"}
_HERE = Path(__file__).parent
_CONTROL = "[C]"
"""Begins the description of what those who control may read."""
_PLATE = "immatriculation"

type Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Field:
    """A column: what may stand in it."""

    name: str
    type: str
    required: bool
    pattern: str | None
    words: tuple[str, ...]
    low: int | None
    high: int | None

    def accepts(self, text: str) -> bool:
        """Whether a text that is not empty may stand there; days and instants are checked by who reads them."""
        if self.words and text not in self.words:
            return False
        if self.pattern is not None and re.fullmatch(self.pattern, text) is None:
            return False
        if self.type != "integer":
            return True
        if not re.fullmatch(r"[0-9]{1,9}", text):
            return False
        return (self.low is None or int(text) >= self.low) and (self.high is None or int(text) <= self.high)


class _Constraints(msgspec.Struct):
    required: bool = False
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    unique: bool = False


class _Described(msgspec.Struct):
    name: str
    type: str
    description: str
    constraints: _Constraints = msgspec.field(default_factory=_Constraints)
    format: str = "default"


class _Table(msgspec.Struct):
    fields: tuple[_Described, ...]


def schema_of(variant: Variant) -> bytes:
    """The TableSchema of a variant, as JSON."""
    if variant == "open":
        return (_HERE / "open.json").read_bytes()
    text = (_HERE / "schema.json").read_bytes()
    if variant == "carrier":
        return text
    schema: dict[str, object] = json.loads(text)
    kept = {field.name for field in fields_of("control")}
    schema["name"] = "derogation-zfe-controle"
    schema["fields"] = [_for_control(field) for field in _raw(text) if field["name"] in kept]
    return json.dumps(schema, ensure_ascii=False, indent=1).encode()


@cache
def fields_of(variant: Variant) -> tuple[Field, ...]:
    """The columns of a variant, in order."""
    name = "open.json" if variant == "open" else "schema.json"
    table = msgspec.json.decode((_HERE / name).read_bytes(), type=_Table)
    kept = (field for field in table.fields if variant != "control" or field.description.startswith(_CONTROL))
    return tuple(_field(field, variant) for field in kept)


def _field(field: _Described, variant: Variant) -> Field:
    asked = field.constraints
    required = asked.required or (variant == "control" and field.name == _PLATE)
    return Field(field.name, field.type, required, asked.pattern, asked.enum, asked.minimum, asked.maximum)


def _raw(text: bytes) -> tuple[Json, ...]:
    class _Fields(msgspec.Struct):
        fields: tuple[dict[str, object], ...]

    return msgspec.json.decode(text, type=_Fields).fields


def _for_control(field: Json) -> Json:
    if field["name"] != _PLATE:
        return field
    constraints = field["constraints"]
    assert isinstance(constraints, dict)
    return {**field, "constraints": {"required": True, **constraints}}
