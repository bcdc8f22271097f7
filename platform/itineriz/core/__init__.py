"""What a route is, and the reckoning on it that needs nothing but numbers."""

from itineriz.core.answer import (
    Advice,
    Avoidance,
    Crossing,
    Emissions,
    Handover,
    Instruction,
    LineString,
    Notice,
    RouteAnswer,
    StopAnswer,
    Why,
)
from itineriz.core.demand import Demand, Stop
from itineriz.core.hours import Interval, openings, verdict_at
from itineriz.core.way import GAP_M, Passage, Step, ZoneKey, legs_by_closure, passages, trespasses

__all__ = [
    "GAP_M",
    "Advice",
    "Avoidance",
    "Crossing",
    "Demand",
    "Emissions",
    "Handover",
    "Instruction",
    "Interval",
    "LineString",
    "Notice",
    "Passage",
    "RouteAnswer",
    "Step",
    "Stop",
    "StopAnswer",
    "Why",
    "ZoneKey",
    "legs_by_closure",
    "openings",
    "passages",
    "trespasses",
    "verdict_at",
]
