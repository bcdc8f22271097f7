"""The rules as durable-rules rulesets: a second opinion that shares nothing with the decision core but the rules."""

from rules.durable.formula import Intractable
from rules.durable.groups import Group, Ruleset, Truth, rulesets
from rules.durable.properties import question
from rules.durable.verdicts import ZoneOpinion, opinions

__all__ = ["Group", "Intractable", "Ruleset", "Truth", "ZoneOpinion", "opinions", "question", "rulesets"]
