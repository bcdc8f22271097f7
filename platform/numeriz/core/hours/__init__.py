"""The hours of a bay: a week of its own, said to and read from the standards; what cannot be said is told."""

from numeriz.core.hours.cds import read_cds, time_spans, write_cds
from numeriz.core.hours.osm import read_osm, write_osm
from numeriz.core.hours.week import (
    WHOLE_DAY,
    Hours,
    Schedule,
    clock,
    minutes,
    schedule_of,
    schedule_text,
    words,
)

__all__ = [
    "WHOLE_DAY",
    "Hours",
    "Schedule",
    "clock",
    "minutes",
    "read_cds",
    "read_osm",
    "schedule_of",
    "schedule_text",
    "time_spans",
    "words",
    "write_cds",
    "write_osm",
]
