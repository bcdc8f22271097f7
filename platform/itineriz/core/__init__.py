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
from itineriz.core.week import Barring, Met, Served, Side, Spell, State, Timeline, met, said_at, spells, worst

__all__ = [
    "GAP_M",
    "Advice",
    "Avoidance",
    "Barring",
    "Crossing",
    "Demand",
    "Emissions",
    "Handover",
    "Instruction",
    "Interval",
    "LineString",
    "Met",
    "Notice",
    "Passage",
    "RouteAnswer",
    "Served",
    "Side",
    "Spell",
    "State",
    "Step",
    "Stop",
    "StopAnswer",
    "Timeline",
    "Why",
    "ZoneKey",
    "legs_by_closure",
    "met",
    "openings",
    "passages",
    "said_at",
    "spells",
    "trespasses",
    "verdict_at",
    "worst",
]
