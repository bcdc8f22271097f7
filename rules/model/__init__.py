"""The nouns everything else speaks: profile, case, verdict, decision, order, zone."""

from rules.model.answers import Decision, Obligation, Reading, Reason, Verdict, Windows, ZoneDecision
from rules.model.law import Activation, DaySet, Duty, GeoJSON, Order, Overlay, Repeal, RightKind, Territory, Zone
from rules.model.problems import Invalid, Problem, Source
from rules.model.questions import ACTIVITIES, Case, Facts, Profile, Right
from rules.model.shapes import Communes, Difference, Spec, Union

__all__ = [
    "ACTIVITIES",
    "Activation",
    "Case",
    "Communes",
    "DaySet",
    "Decision",
    "Difference",
    "Duty",
    "Facts",
    "GeoJSON",
    "Invalid",
    "Obligation",
    "Order",
    "Overlay",
    "Problem",
    "Profile",
    "Reading",
    "Reason",
    "Repeal",
    "Right",
    "RightKind",
    "Source",
    "Spec",
    "Territory",
    "Union",
    "Verdict",
    "Windows",
    "Zone",
    "ZoneDecision",
]
