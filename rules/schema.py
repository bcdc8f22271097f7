"""JSON Schemas (draft 2020-12) of the three kinds of files, made from the tables the readers use.

Editors check with them while one types: they say what has the wrong shape, never what only the compiler can know.
A number or a word is taken with or without quotes, for the compiler reads text only.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from rules.fields import ID, MAX_TEXT, Bounds
from rules.model import Verdict
from rules.reading.calendars import CALENDAR, DAY_SET, PERIOD, RANKS, SPAN
from rules.reading.conditions import CHOICES, OPERATORS
from rules.reading.draft import EFFECTS, RULES_SECTIONS, SET_SECTIONS
from rules.reading.files import RULES_SCHEMA, SET, SET_SCHEMA, TERRITORY_SCHEMA
from rules.reading.holding import DAYS_LEFT, HELD
from rules.reading.measures import AMBIGUITY, RULE
from rules.reading.orders import DELAY_DAYS, ORDER, QUOTA_DAYS, RIGHT
from rules.reading.schedules import WHEN, WINDOW
from rules.reading.shapes import INSEE, MEMBERS
from rules.reading.shapes import KEYS as AREA
from rules.reading.territory import CRS, DEFAULTS, HOLIDAYS, SIREN, SLUG, TERRITORY
from rules.reading.trials import TEST
from rules.reading.zones import EVERYWHERE, PRECISIONS, SELECTOR, ZONE
from rules.texts.keys import KEYS
from rules.vocabulary import (
    DAYS, DECIDERS, FACTS, HOLDERS, LIMITS, ORDER_STATUSES, REQUIREMENTS, VEHICLE_FACTS, ZONE_KINDS, Fact,
)  # fmt: skip

type Json = str | int | bool | Sequence[Json] | Mapping[str, Json]
type Schema = dict[str, Json]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_WORD: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
_FLAG: Schema = {"enum": [True, False, "true", "false"]}
_NOTHING: Schema = {"type": "null"}


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
    shapes = {**_sections(shared=schema == SET_SCHEMA), **_of_territory(), "schema": _one_of([schema])}
    return {
        "$schema": DIALECT,
        "title": schema,
        **_table(section, keys, shapes, required),
        "$defs": {"area": _area(), "condition": _condition(), "when": _when()},
    }


def _sections(*, shared: bool) -> Mapping[str, Schema]:
    return {
        "include": _names(_matching(SET)),
        "set": _matching(SET),
        "orders": _by_name(_order()),
        "zones": _by_name(_zone(), ID),
        "calendars": _by_name(_calendar(), ID),
        "values": _by_name({**_dated(_WORD), "minProperties": 1}, ID),
        "rights": _by_name(_right(), ID),
        "days": _by_name(_day_set(), ID),
        "rules": {"type": "array", "items": _rule(shared=shared)},
        "tests": {"type": "array", "items": _test()},
    }


def _of_territory() -> Mapping[str, Schema]:
    dates = {"source": _text(500), "dates": _dated(_text(MAX_TEXT))}
    return {
        "slug": _matching(SLUG),
        "name": _text(200),
        "siren": _matching(SIREN),
        "aliases": _names(_matching(SIREN)),
        "members": _names(_matching(INSEE)),
        "timezone": _WORD,
        "crs": _matching(CRS),
        "default": _one_of(DEFAULTS),
        "demonstration": _FLAG,
        "coverage": {"$ref": "#/$defs/area"},
        "holidays": _table("holidays", HOLIDAYS, dates, HOLIDAYS),
    }


def _order() -> Schema:
    status = _one_of(ORDER_STATUSES)
    shapes = {
        "title": _text(500),
        "signed": _date(),
        "authority": _text(200),
        "url": {"type": "string", "pattern": "^https?://"},
        "basis": _text(500),
        "status": {"anyOf": [status, {**_dated(status), "minProperties": 1}]},
    }
    return _table("order", ORDER, shapes, ["title"])


def _zone() -> Schema:
    shapes: Mapping[str, Schema] = {
        "kind": {**_WORD, "examples": ZONE_KINDS},
        "name": _text(200),
        "geometry": {"$ref": "#/$defs/area"},
        "precision": _one_of(PRECISIONS),
        "note": _text(MAX_TEXT),
    }
    return _table("zone", ZONE, shapes, ["kind", "geometry"])


def _area() -> Schema:
    parts: Schema = {"type": "array", "items": {"$ref": "#/$defs/area"}}
    shapes: Mapping[str, Schema] = {
        "communes": {"anyOf": [_one_of([MEMBERS]), _names(_matching(INSEE))]},
        "union": {**parts, "minItems": 1},
        "difference": {**parts, "minItems": 2},
    }
    return {"anyOf": [_WORD, {**_table("area", AREA, shapes), "minProperties": 1, "maxProperties": 1}]}


def _calendar() -> Schema:
    nth: Schema = {"type": "string", "pattern": f"^({'|'.join(RANKS)}) ({'|'.join(DAYS)})$"}
    shapes = {
        "days": _names(_one_of(DAYS)),
        "nth": _names(nth),
        "between": _names(_matching(SPAN)),
        "except": _names(_WORD),
        "only": _names(_WORD),
    }
    return _table("calendar", CALENDAR, shapes)


def _day_set() -> Schema:
    shapes: Mapping[str, Schema] = {
        "name": _text(200),
        "source": _text(500),
        "known": {**_names(_date()), "minItems": 2, "maxItems": 2},
        "dates": _names(_matching(PERIOD)),
    }
    return _table("days", DAY_SET, shapes, DAY_SET)


def _right() -> Schema:
    shapes = {
        "name": _text(200),
        "order": _WORD,
        "article": _text(100),
        "holder": _one_of(HOLDERS),
        "quota_days": _number(QUOTA_DAYS),
        "proofs": _names(_WORD),
        "decided_by": _one_of(DECIDERS),
        "delay_days": _number(DELAY_DAYS),
    }
    return _table("right", RIGHT, shapes, ["name", "order", "article"])


def _rule(*, shared: bool) -> Schema:
    condition: Schema = {"$ref": "#/$defs/condition"}
    when: Schema = {"$ref": "#/$defs/when"}
    ambiguity = _table("ambiguity", AMBIGUITY, {"text": _text(500), "if": condition, "when": when}, ["text"])
    shapes: Mapping[str, Schema] = {
        "id": _matching(ID),
        "do": _one_of(EFFECTS),
        "overrides": _names(_WORD),
        "tags": _names(_matching(ID)),
        "zones": _selector(shared=shared),
        "if": condition,
        "when": when,
        "trigger": _matching(ID),
        "limit": _limits(),
        "require": _names(_one_of(REQUIREMENTS)),
        "ambiguity": {**ambiguity, "anyOf": [{"required": ["if"]}, {"required": ["when"]}]},
        "order": _WORD,
        "article": _text(100),
        "basis": _text(500),
        "quote": _text(MAX_TEXT),
        "valid_from": _date(),
        "valid_to": _date(),
        "message": _text(500),
    }
    return {**_table("rule", RULE, shapes, ["id", "do", "zones", "order", "article"]), "allOf": _duties_by_effect()}


def _duties_by_effect() -> list[Json]:
    """A prohibition asks nothing; `limit` and `require` ask what their name says, and that only."""
    absent: Mapping[str, Schema] = {
        "prohibit": {"properties": {"limit": False, "require": False}},
        "limit": {"properties": {"require": False}, "required": ["limit"]},
        "require": {"properties": {"limit": False}, "required": ["require"]},
    }
    return [
        {"if": {"properties": {"do": {"const": effect}}, "required": ["do"]}, "then": then}
        for effect, then in absent.items()
    ]


def _selector(*, shared: bool) -> Schema:
    kinds = _table("selector", SELECTOR, {"kind": {"anyOf": [_WORD, _names(_WORD)]}}, SELECTOR)
    return {"anyOf": [_one_of([EVERYWHERE]), kinds] if shared else [_names(_WORD), _one_of([EVERYWHERE]), kinds]}


def _when() -> Schema:
    window = _matching(WINDOW)
    shapes: Mapping[str, Schema] = {
        "time": {"anyOf": [window, _names(window)]},
        "days": _names(_one_of(DAYS)),
        "calendar": _WORD,
    }
    block: Schema = {**_table("when", WHEN, shapes), "minProperties": 1}
    return {"anyOf": [block, {"type": "array", "items": block, "minItems": 1}]}


def _condition() -> Schema:
    one: Schema = {"$ref": "#/$defs/condition"}
    several: Schema = {"type": "array", "items": one, "minItems": 1}
    has: Schema = {"type": "object", "properties": {"has": _WORD}, "required": ["has"], "additionalProperties": False}
    groups = {"all": several, "any": several, "not": one, "right": has}
    described = {key: {**shape, "description": KEYS["condition"][key]} for key, shape in groups.items()}
    facts = {name: {**_comparison(fact), "description": fact.label} for name, fact in FACTS.items()}
    return {
        "type": "object",
        "properties": {**described, **facts},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def _comparison(fact: Fact) -> Schema:
    dated: Schema = {"type": "object", "properties": {"value": _WORD}, "required": ["value"]}
    operand: Schema = {"anyOf": [_value(fact), {**dated, "additionalProperties": False}]}
    several: Schema = {"type": "array", "items": operand, "minItems": 1}
    operators = OPERATORS if fact.counts or fact.ordered else CHOICES
    return {
        "type": "object",
        "properties": {operator: several if operator in ("in", "not_in") else operand for operator in operators},
        "additionalProperties": False,
        "minProperties": 1,
    }


def _value(fact: Fact) -> Schema:
    return _number((fact.low, fact.high, fact.unit)) if fact.counts else _one_of(fact.words)


def _limits() -> Schema:
    kinds = {kind: _number(bounds) for kind, bounds in LIMITS.items()}
    return {"type": "object", "properties": kinds, "additionalProperties": False, "minProperties": 1}


def _test() -> Schema:
    facts: Schema = {name: {"anyOf": [_value(FACTS[name]), _NOTHING]} for name in VEHICLE_FACTS}
    vehicle: Schema = {"type": "object", "properties": facts, "additionalProperties": False}
    held: Mapping[str, Schema] = {
        "kind": _WORD, "zones": _names(_WORD), "from": _date(), "to": _date(), "days_left": _number(DAYS_LEFT),
    }  # fmt: skip
    shapes: Mapping[str, Schema] = {
        "name": _WORD,
        "like": _WORD,
        "at": _WORD,
        "zone": _WORD,
        "zones": _names(_WORD),
        "vehicle": {"anyOf": [vehicle, _NOTHING]},
        "activity": {"anyOf": [_value(FACTS["activity"]), _NOTHING]},
        "rights": {"type": "array", "items": {"anyOf": [_WORD, _table("held", HELD, held, ["kind"])]}},
        "triggers": _names_or_none(),
        "expect": _one_of(verdict.word for verdict in Verdict),
        "by": _names_or_none(),
        "needs": _names_or_none(),
        "obligations": {"type": "array", "items": {"anyOf": [_one_of(REQUIREMENTS), _limits()]}},
        "doubt": _FLAG,
    }
    whole: Schema = {"required": ["at", "expect"], "anyOf": [{"required": ["zone"]}, {"required": ["zones"]}]}
    return {
        **_table("test", TEST, shapes, ["name"]),
        "anyOf": [{"required": ["like"]}, whole],
        "not": {"required": ["zone", "zones"]},
    }


def _table(section: str, keys: Iterable[str], shapes: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    """A group of these keys and no other."""
    said = KEYS[section]
    return {
        "type": "object",
        "properties": {key: {**shapes[key], "description": said[key]} for key in keys},
        "required": list(required),
        "additionalProperties": False,
    }


def _by_name(shape: Schema, names: re.Pattern[str] | None = None) -> Schema:
    named: Schema = {"propertyNames": {"pattern": f"^(?:{names.pattern})$"}} if names else {}
    return {"type": "object", "additionalProperties": shape, **named}


def _dated(shape: Schema) -> Schema:
    return {"type": "object", "additionalProperties": shape, "propertyNames": _date()}


def _names(shape: Schema) -> Schema:
    return {**_names_or_none(), "items": shape, "minItems": 1}


def _names_or_none() -> Schema:
    return {"type": "array", "items": _WORD, "uniqueItems": True}


def _text(limit: int) -> Schema:
    return {**_WORD, "pattern": r"\S", "maxLength": limit}


def _matching(pattern: re.Pattern[str]) -> Schema:
    return {**_WORD, "pattern": f"^(?:{pattern.pattern})$"}


def _date() -> Schema:
    return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def _number(bounds: Bounds) -> Schema:
    low, high, _ = bounds
    written: Schema = {"type": "string", "pattern": "^-?(0|[1-9][0-9]{0,14})$"}
    return {"anyOf": [{"type": "integer", "minimum": low, "maximum": high}, written]}


def _one_of(words: Iterable[str]) -> Schema:
    """One of these words; those made of digits may be written without quotes."""
    known = list(words)
    return {"enum": [*known, *(int(word) for word in known if word.isdecimal())]}
