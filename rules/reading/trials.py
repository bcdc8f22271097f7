"""`tests`: questions with the answers their author expects."""

from dataclasses import dataclass
from datetime import tzinfo

from rules.fields import Fields, is_empty
from rules.ir import Trial
from rules.log import Log, Place, nearest
from rules.model import Verdict
from rules.reading.conditions import read_value
from rules.reading.draft import Draft
from rules.reading.questions import local_instant
from rules.source import Listing, Node, Scalar, Table
from rules.vocabulary import FACTS, NEED_LABELS, VEHICLE_FACTS

_KNOWN = ("name", "like", "at", "zone", "zones", "vehicle", "activity", "expect", "by", "needs")
_VERDICTS = tuple(verdict.word for verdict in Verdict)


@dataclass(frozen=True, slots=True)
class _Step:
    """What one test says itself; the rest comes from the test it is like."""

    place: Place
    like: Scalar | None
    asks_at: bool
    at: str | None
    zones: tuple[str, ...] | None
    facts: dict[str, int | str | None]
    """A fact without value is taken away."""
    expect: str | None
    expects: bool
    by: tuple[str, ...] | None
    needs: tuple[str, ...] | None


def read_trials(draft: Draft, zone: tzinfo, log: Log) -> tuple[Trial, ...]:
    """Every test, `like` resolved, in the order of their names."""
    for table in draft.nameless_tests:
        Fields(table, log, _KNOWN).scalar("name", required=True)
        _step(table, draft, zone, log)
    steps = {name: _step(table, draft, zone, log) for name, (_, table) in draft.tests.items()}
    trials = [_trial(name, steps, log) for name in sorted(steps)]
    return tuple(trial for trial in trials if trial)


def _step(table: Table, draft: Draft, zone: tzinfo, log: Log) -> _Step:
    fields = Fields(table, log, _KNOWN, later=("rights",))
    at = fields.scalar("at")
    return _Step(
        place=table.place,
        like=fields.scalar("like"),
        asks_at=fields.has("at"),
        at=instant.isoformat() if at and (instant := local_instant(at, zone, log)) else None,
        zones=_zones(fields, draft, log),
        facts=_facts(fields, log),
        expect=fields.word("expect", _VERDICTS),
        expects=fields.has("expect"),
        by=_names(fields, "by", draft, log),
        needs=_names(fields, "needs", draft, log),
    )


def _trial(name: str, steps: dict[str, _Step], log: Log) -> Trial | None:
    """One test over the tests it is like: the nearest question prevails, the nearest answer stays whole."""
    chain = _chain(name, steps, log)
    if chain is None:
        return None
    at = next((step for step in chain if step.asks_at), None)
    zones = next((step.zones for step in chain if step.zones is not None), None)
    answer = next((step for step in chain if step.expects), None)
    facts: dict[str, int | str | None] = {}
    for step in reversed(chain):
        facts |= step.facts
    for key, missing in (("at", at is None), ("expect", answer is None)):
        if missing:
            log.add("missing", chain[0].place, key=key)
    if zones is None:
        log.add("test_zone", chain[0].place)
    if at is None or at.at is None or answer is None or answer.expect is None or zones is None:
        return None
    known = {fact: value for fact, value in sorted(facts.items()) if value is not None}
    return Trial(name, at.at, zones, known, answer.expect, answer.by, answer.needs)


def _chain(name: str, steps: dict[str, _Step], log: Log) -> list[_Step] | None:
    """This test, then those it is like; nothing when one is missing or they go round."""
    names = [name]
    while (like := steps[names[-1]].like) is not None:
        if like.text not in steps:
            log.add_unknown("unknown_test", like.place, like.text, steps)
            return None
        if like.text in names:
            log.add("test_like_cycle", like.place, word=" → ".join([*names, like.text]))
            return None
        names.append(like.text)
    return [steps[one] for one in names]


def _zones(fields: Fields, draft: Draft, log: Log) -> tuple[str, ...] | None:
    if not fields.has("zone") and not fields.has("zones"):
        return None
    if fields.has("zone") and fields.has("zones"):
        log.add("test_zone_twice", fields.table.entries["zones"][0].place)
    one = fields.scalar("zone")
    names = (one,) if one else fields.names("zones")
    for node in names:
        if node.text not in draft.zones:
            log.add_unknown("unknown_zone", node.place, node.text, draft.zones)
    return tuple(sorted(node.text for node in names))


def _facts(fields: Fields, log: Log) -> dict[str, int | str | None]:
    facts: dict[str, int | str | None] = {}
    if fields.has("vehicle") and not is_empty(fields.table.entries["vehicle"][1]):
        vehicle = fields.table_of("vehicle")
        for key, node in vehicle.entries.values() if vehicle else ():
            if key.text in VEHICLE_FACTS:
                facts[key.text] = _value(key, node, log)
            elif key.text == "activity":
                log.add("test_activity", key.place)
            else:
                near = nearest(key.text, VEHICLE_FACTS)
                log.add("unknown_fact", key.place, near=near, word=key.text, known=", ".join(VEHICLE_FACTS))
    if fields.has("activity"):
        key, node = fields.table.entries["activity"]
        facts["activity"] = _value(key, node, log)
    return facts


def _value(key: Scalar, node: Node, log: Log) -> int | str | None:
    if is_empty(node):
        return None
    if not isinstance(node, Scalar):
        log.add("not_a_word", node.place, key=key.text)
        return None
    return read_value(FACTS[key.text], node, log)


def _names(fields: Fields, key: str, draft: Draft, log: Log) -> tuple[str, ...] | None:
    """Rules (`by`) or facts (`needs`); an empty list expects none."""
    if not fields.has(key):
        return None
    node = fields.table.entries[key][1]
    if isinstance(node, Listing) and not node.items:
        return ()
    names = fields.names(key)
    for name in names:
        if key == "by" and name.text not in draft.rules:
            log.add_unknown("unknown_rule", name.place, name.text, draft.rules)
        if key == "needs" and name.text not in NEED_LABELS:
            near = nearest(name.text, NEED_LABELS)
            log.add("unknown_fact", name.place, near=near, word=name.text, known=", ".join(NEED_LABELS))
    return tuple(sorted(name.text for name in names))
