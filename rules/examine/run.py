"""The examination: every check, each one file."""

from collections.abc import Sequence

from rules.bundle import Bundle
from rules.examine.alone import check_rules, read_otherwise
from rules.examine.classes import check_classes
from rules.examine.coverage import check_coverage
from rules.examine.declared import check_declared
from rules.examine.findings import Finding, Places, Scribe
from rules.examine.hours import check_hours
from rules.examine.space import MOST_CELLS, Space
from rules.examine.together import check_together
from rules.ir import Rule


def examine(bundle: Bundle, places: Places | None = None) -> tuple[Finding, ...]:
    """Everything worth mending, gravest first; `places` tells where it is written.

    Within a zone the search is exhaustive: each class of vehicle its rules tell apart, at each moment they do.
    """
    scribe = Scribe(places or {})
    check_declared(bundle, scribe)
    dead = check_rules(bundle, scribe)
    check_hours(bundle, scribe)
    for zone in bundle.zones:
        rules = [rule for rule in bundle.rules if zone in rule.zones and rule.id not in dead]
        written = _search(bundle, zone, rules, places or {})
        if any(rule.other for rule in rules):
            otherwise = _search(bundle, zone, [read_otherwise(rule) for rule in rules], places or {})
            in_both = {(one.code, one.rule) for one in otherwise}
            written = tuple(one for one in written if (one.code, one.rule) in in_both)
        scribe.take(written)
    check_coverage(bundle, dead, scribe)
    return scribe.findings


def _search(bundle: Bundle, zone: str, rules: Sequence[Rule], places: Places) -> tuple[Finding, ...]:
    """What these rules of a zone do to one another."""
    scribe = Scribe(places)
    spaces = Space(bundle, zone, rules), Space(bundle, zone, [rule for rule in rules if rule.effect == "prohibit"])
    check_together(spaces[0], scribe)
    check_classes(spaces[1], scribe)
    if any(space.is_cut for space in spaces):
        scribe.add("too_many_cells", "zone", zone, zone=bundle.zones[zone].name, limit=MOST_CELLS)
    return scribe.findings
