"""Each section of the language, by the keys its reader knows."""

from collections.abc import Mapping

from rules.fields import ID, MAX_TEXT
from rules.model import Verdict
from rules.reading.calendars import CALENDAR, DAY_SET, PERIOD, RANKS, SPAN
from rules.reading.conditions import CHOICES, OPERATORS
from rules.reading.draft import EFFECTS
from rules.reading.files import SET
from rules.reading.holding import DAYS_LEFT, HELD
from rules.reading.measures import AMBIGUITY, RULE
from rules.reading.orders import DELAY_DAYS, DURATION_DAYS, ORDER, POOL, QUOTA_DAYS, RIGHT
from rules.reading.schedules import WHEN, WINDOW
from rules.reading.shapes import INSEE, MEMBERS
from rules.reading.shapes import KEYS as AREA
from rules.reading.territory import CRS, DEFAULTS, HOLIDAYS, SIREN, SLUG
from rules.reading.trials import TEST
from rules.reading.zones import EVERYWHERE, PRECISIONS, SELECTOR, ZONE
from rules.schema.kinds import (
    FLAG,
    NOTHING,
    WORD,
    Json,
    Schema,
    by_name,
    dated,
    day,
    group_of,
    matching,
    names_of,
    names_or_none,
    number,
    one_of,
    text,
)
from rules.texts.keys import KEYS
from rules.vocabulary import (
    DAYS,
    DECIDERS,
    FACTS,
    FORMS,
    HOLDERS,
    LIMITS,
    ORDER_STATUSES,
    REQUIREMENTS,
    VEHICLE_FACTS,
    ZONE_KINDS,
    Fact,
)

CONDITION: Schema = {"$ref": "#/$defs/condition"}
WHENEVER: Schema = {"$ref": "#/$defs/when"}


def sections(*, shared: bool) -> Mapping[str, Schema]:
    """Everything that files declare, by section."""
    return {
        "include": names_of(matching(SET)),
        "set": matching(SET),
        "orders": by_name(_order()),
        "zones": by_name(_zone(), ID),
        "calendars": by_name(_calendar(), ID),
        "values": by_name({**dated(WORD), "minProperties": 1}, ID),
        "rights": by_name(_right(), ID),
        "days": by_name(_day_set(), ID),
        "rules": {"type": "array", "items": _rule(shared=shared)},
        "tests": {"type": "array", "items": _test()},
    }


def of_territory() -> Mapping[str, Schema]:
    """What only territory.yaml says."""
    dates = {"source": text(500), "dates": dated(text(MAX_TEXT))}
    return {
        "slug": matching(SLUG),
        "name": text(200),
        "siren": matching(SIREN),
        "aliases": names_of(matching(SIREN)),
        "members": names_of(matching(INSEE)),
        "timezone": WORD,
        "crs": matching(CRS),
        "default": one_of(DEFAULTS),
        "demonstration": FLAG,
        "coverage": {"$ref": "#/$defs/area"},
        "holidays": group_of("holidays", HOLIDAYS, dates, HOLIDAYS),
    }


def _order() -> Schema:
    status = one_of(ORDER_STATUSES)
    shapes: Mapping[str, Schema] = {
        "title": text(500),
        "signed": day(),
        "authority": text(200),
        "url": {"type": "string", "pattern": "^https?://"},
        "basis": text(500),
        "status": {"anyOf": [status, {**dated(status), "minProperties": 1}]},
    }
    return group_of("order", ORDER, shapes, ["title"])


def _zone() -> Schema:
    shapes: Mapping[str, Schema] = {
        "kind": {**WORD, "examples": list(ZONE_KINDS)},
        "name": text(200),
        "geometry": {"$ref": "#/$defs/area"},
        "precision": one_of(PRECISIONS),
        "note": text(MAX_TEXT),
    }
    return group_of("zone", ZONE, shapes, ["kind", "geometry"])


def area() -> Schema:
    """Where: a file, communes, or areas put together."""
    parts: Schema = {"type": "array", "items": {"$ref": "#/$defs/area"}}
    shapes: Mapping[str, Schema] = {
        "communes": {"anyOf": [one_of([MEMBERS]), names_of(matching(INSEE))]},
        "union": {**parts, "minItems": 1},
        "difference": {**parts, "minItems": 2},
    }
    return {"anyOf": [WORD, {**group_of("area", AREA, shapes), "minProperties": 1, "maxProperties": 1}]}


def _calendar() -> Schema:
    nth: Schema = {"type": "string", "pattern": f"^({'|'.join(RANKS)}) ({'|'.join(DAYS)})$"}
    shapes = {
        "days": names_of(one_of(DAYS)),
        "nth": names_of(nth),
        "between": names_of(matching(SPAN)),
        "except": names_of(WORD),
        "only": names_of(WORD),
    }
    return group_of("calendar", CALENDAR, shapes)


def _day_set() -> Schema:
    shapes: Mapping[str, Schema] = {
        "name": text(200),
        "source": text(500),
        "known": {**names_of(day()), "minItems": 2, "maxItems": 2},
        "dates": names_of(matching(PERIOD)),
    }
    return group_of("days", DAY_SET, shapes, DAY_SET)


def _right() -> Schema:
    shapes = {
        "name": text(200),
        "order": WORD,
        "article": text(100),
        "holder": one_of(HOLDERS),
        "quota_days": number(QUOTA_DAYS),
        "proofs": names_of(WORD),
        "decided_by": one_of(DECIDERS),
        "delay_days": number(DELAY_DAYS),
        "form": one_of(FORMS),
        "for": CONDITION,
        "duration_days": number(DURATION_DAYS),
        "until": day(),
        "pool": number(POOL),
    }
    return group_of("right", RIGHT, shapes, ["name", "order", "article"])


def _rule(*, shared: bool) -> Schema:
    ambiguity = group_of("ambiguity", AMBIGUITY, {"text": text(500), "if": CONDITION, "when": WHENEVER}, ["text"])
    shapes: Mapping[str, Schema] = {
        "id": matching(ID),
        "do": one_of(EFFECTS),
        "overrides": names_of(WORD),
        "tags": names_of(matching(ID)),
        "zones": _selector(shared=shared),
        "if": CONDITION,
        "when": WHENEVER,
        "trigger": matching(ID),
        "limit": _limits(),
        "require": names_of(one_of(REQUIREMENTS)),
        "ambiguity": {**ambiguity, "anyOf": [{"required": ["if"]}, {"required": ["when"]}]},
        "order": WORD,
        "article": text(100),
        "basis": text(500),
        "quote": text(MAX_TEXT),
        "valid_from": day(),
        "valid_to": day(),
        "message": text(500),
    }
    return {**group_of("rule", RULE, shapes, ["id", "do", "zones", "order", "article"]), "allOf": _duties_by_effect()}


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
    kinds = group_of("selector", SELECTOR, {"kind": {"anyOf": [WORD, names_of(WORD)]}}, SELECTOR)
    return {"anyOf": [one_of([EVERYWHERE]), kinds] if shared else [names_of(WORD), one_of([EVERYWHERE]), kinds]}


def when() -> Schema:
    """At which hours of which days."""
    window = matching(WINDOW)
    shapes: Mapping[str, Schema] = {
        "time": {"anyOf": [window, names_of(window)]},
        "days": names_of(one_of(DAYS)),
        "calendar": WORD,
    }
    block: Schema = {**group_of("when", WHEN, shapes), "minProperties": 1}
    return {"anyOf": [block, {"type": "array", "items": block, "minItems": 1}]}


def condition() -> Schema:
    """Who: one fact, one right, or several conditions together."""
    one: Schema = {"$ref": "#/$defs/condition"}
    several: Schema = {"type": "array", "items": one, "minItems": 1}
    has: Schema = {"type": "object", "properties": {"has": WORD}, "required": ["has"], "additionalProperties": False}
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
    dated: Schema = {"type": "object", "properties": {"value": WORD}, "required": ["value"]}
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
    return number((fact.low, fact.high, fact.unit)) if fact.counts else one_of(fact.words)


def _limits() -> Schema:
    kinds = {kind: number(bounds) for kind, bounds in LIMITS.items()}
    return {"type": "object", "properties": kinds, "additionalProperties": False, "minProperties": 1}


def _test() -> Schema:
    facts: Schema = {name: {"anyOf": [_value(FACTS[name]), NOTHING]} for name in VEHICLE_FACTS}
    vehicle: Schema = {"type": "object", "properties": facts, "additionalProperties": False}
    held: Mapping[str, Schema] = {
        "kind": WORD, "zones": names_of(WORD), "from": day(), "to": day(), "days_left": number(DAYS_LEFT),
    }  # fmt: skip
    shapes: Mapping[str, Schema] = {
        "name": WORD,
        "like": WORD,
        "at": WORD,
        "zone": WORD,
        "zones": names_of(WORD),
        "vehicle": {"anyOf": [vehicle, NOTHING]},
        "activity": {"anyOf": [_value(FACTS["activity"]), NOTHING]},
        "rights": {"type": "array", "items": {"anyOf": [WORD, group_of("held", HELD, held, ["kind"])]}},
        "triggers": names_or_none(),
        "expect": one_of(verdict.word for verdict in Verdict),
        "by": names_or_none(),
        "needs": names_or_none(),
        "obligations": {"type": "array", "items": {"anyOf": [one_of(REQUIREMENTS), _limits()]}},
        "doubt": FLAG,
    }
    whole: Schema = {"required": ["at", "expect"], "anyOf": [{"required": ["zone"]}, {"required": ["zones"]}]}
    return {
        **group_of("test", TEST, shapes, ["name"]),
        "anyOf": [{"required": ["like"]}, whole],
        "not": {"required": ["zone", "zones"]},
    }
