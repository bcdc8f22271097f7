"""Rows of bays, read and written."""

import json
from dataclasses import fields
from typing import Any

from asyncpg import Record

from numeriz.core.bay import Bay, Described
from numeriz.core.hours import schedule_of, schedule_text

SAID = tuple(each.name for each in fields(Described))
"""What a territory says of a bay: columns of the same names."""
COLUMNS = tuple(each.name for each in fields(Bay))
LISTED = ", ".join(COLUMNS)
_JSON = frozenset({"outline", "equipment", "schedule"})


def bay_of(row: Record) -> Bay:
    """A row of `bay`."""
    said: dict[str, Any] = {name: row[name] for name in COLUMNS}
    said["outline"] = json.loads(row["outline"]) if row["outline"] else None
    said["equipment"] = tuple(json.loads(row["equipment"]))
    said["schedule"] = schedule_of(row["schedule"]) if row["schedule"] else None
    return Bay(**said)


def values_of(said: Described) -> tuple[object, ...]:
    """What is written of it, in the order of `SAID`."""
    return tuple(_value(said, name) for name in SAID)


def _value(said: Described, name: str) -> object:
    value = getattr(said, name)
    if name not in _JSON:
        return value
    if name == "schedule":
        return None if value is None else schedule_text(value)
    if name == "equipment":
        return json.dumps(list(value))
    return None if value is None else json.dumps(value)


def described(bay: Bay) -> Described:
    """What the territory says of it, without what we keep."""
    return Described(**{name: getattr(bay, name) for name in SAID})
