"""JSON Schemas (draft 2020-12) of the three kinds of files, made from the tables the readers use.

Editors check with them while one types: they say what has the wrong shape, never what only the compiler can know.
A number written without quotes is taken as a number or as text, for the compiler reads text only.
"""

from collections.abc import Mapping, Sequence

from rules.fields import ID, MAX_TEXT
from rules.model import Verdict
from rules.reading.calendars import CALENDAR, DAY_SET, RANKS
from rules.reading.conditions import CHOICES, GROUPS, OPERATORS
from rules.reading.draft import EFFECTS, RULES_SECTIONS, SET_SECTIONS
from rules.reading.duties import KEYS as DUTY_KEYS
from rules.reading.files import RULES_SCHEMA, SET_SCHEMA, TERRITORY_SCHEMA
from rules.reading.holding import DAYS_LEFT, HELD
from rules.reading.measures import AMBIGUITY, RULE
from rules.reading.orders import DELAY_DAYS, ORDER, QUOTA_DAYS, RIGHT
from rules.reading.schedules import WHEN
from rules.reading.shapes import KEYS as AREA_KEYS
from rules.reading.shapes import MEMBERS
from rules.reading.territory import DEFAULTS, HOLIDAYS, TERRITORY
from rules.reading.trials import TEST
from rules.reading.zones import EVERYWHERE, PRECISIONS, SELECTOR, ZONE
from rules.texts.keys import KEYS
from rules.vocabulary import (
    DAYS, DECIDERS, DUTIES, FACTS, HOLDERS, LIMITS, ORDER_STATUSES, REQUIREMENTS, VEHICLE_FACTS, ZONE_KINDS, Fact,
)  # fmt: skip

type Json = str | int | bool | Sequence[Json] | Mapping[str, Json]
type Schema = Mapping[str, Json]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_DATE: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_FLAG: Schema = {"enum": [True, False, "true", "false"]}
_ID: Schema = {**_SCALAR, "pattern": f"^{ID.pattern}$"}
_NOTHING: Schema = {"type": "null"}
