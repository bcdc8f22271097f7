"""`tests`: questions with the answers their author expects."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import tzinfo

from rules.fields import Fields, is_empty
from rules.ir import Trial
from rules.log import Log, Place, nearest
from rules.model import Duty, Right, Verdict
from rules.reading.conditions import read_value
from rules.reading.draft import Draft
from rules.reading.duties import read_obligations
from rules.reading.holding import read_rights
from rules.reading.questions import local_instant
from rules.source import Listing, Node, Scalar, Table
from rules.vocabulary import FACTS, NEED_LABELS, VEHICLE_FACTS

TEST = (
    "name", "like", "at", "zone", "zones", "vehicle", "activity", "rights", "triggers",
    "expect", "by", "needs", "obligations", "doubt",
)  # fmt: skip
MOST_LIKES = 50
"""How long a chain of tests may be, each like the next."""
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
    rights: tuple[Right, ...] | None
    triggers: tuple[str, ...] | None
    expect: str | None
    expects: bool
    by: tuple[str, ...] | None
    needs: tuple[str, ...] | None
    duties: tuple[Duty, ...] | None
    doubt: bool | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a test may name."""

    draft: Draft
    days: Collection[str]
    """Sets of special days: a list that does not reach the test's date is a need."""
    zone: tzinfo


def read_trials(known: Asked, log: Log) -> tuple[Trial, ...]:
    """Every test, `like` resolved, in the order of their names."""
    for table in known.draft.nameless_tests:
        Fields(table, log, TEST).scalar("name", required=True)
        _step(table, known, log)
    steps = {name: _step(table, known, log) for name, (_, table) in known.draft.tests.items()}
    trials = [_trial(name, steps, log) for name in sorted(steps)]
    return tuple(trial for trial in trials if trial)


def _step(table: Table, known: Asked, log: Log) -> _Step:
    fields = Fields(table, log, TEST)
    draft = known.draft
    at = fields.scalar("at")
    obligations = _answer(fields, "obligations")
    rights = _answer(fields, "rights")
    return _Step(
        place=table.place,
        like=fields.scalar("like"),
        asks_at=fields.has("at"),
        at=instant.isoformat() if at and (instant := local_instant(at, known.zone, log)) else None,
        zones=_zones(fields, draft, log),
        facts=_facts(fields, log),
        rights=read_rights(rights, draft.rights, draft.kinds, log) if rights else None,
        triggers=_names(fields, "triggers", "unknown_trigger", draft.triggers, log),
        expect=fields.word("expect", _VERDICTS),
        expects=fields.has("expect"),
        by=_names(fields, "by", "unknown_rule", draft.rules, log),
        needs=_names(fields, "needs", "unknown_need", (*NEED_LABELS, *known.days), log),
        duties=read_obligations(obligations, log) if obligations else None,
        doubt=fields.flag("doubt") if fields.has("doubt") else None,
    )


def _answer(fields: Fields, key: str) -> Node | None:
    """The value of a key as it is, an empty list too."""
    return fields.table.entries[key][1] if fields.has(key) else None


def _trial(name: str, steps: dict[str, _Step], log: Log) -> Trial | None:
    """One test over the tests it is like: the nearest question prevails, the nearest answer stays whole."""
    chain = _chain(name, steps, log)
    if chain is None:
        return None
    at = next((step for step in chain if step.asks_at), None)
    zones = next((step.zones for step in chain if step.zones is not None), None)
    rights = next((step.rights for step in chain if step.rights is not None), ())
    triggers = next((step.triggers for step in chain if step.triggers is not None), ())
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
    carried = (zones, triggers, answer.by or (), answer.needs or (), *(right.zones for right in rights))
    log.draw(len(rights) + sum(map(len, carried)), chain[0].place)
    known = {fact: value for fact, value in sorted(facts.items()) if value is not None}
    return Trial(
        name, at.at, zones, known, answer.expect, answer.by, answer.needs,
        rights=rights, triggers=triggers, duties=answer.duties, doubt=answer.doubt,
    )  # fmt: skip


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
        if len(names) > MOST_LIKES:
            log.add("test_like_long", steps[name].place, limit=MOST_LIKES)
            return None
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


def _names(fields: Fields, key: str, code: str, known: Collection[str], log: Log) -> tuple[str, ...] | None:
    """Names of what exists; an empty list expects none."""
    node = _answer(fields, key)
    if node is None:
        return None
    if isinstance(node, Listing) and not node.items:
        return ()
    names = fields.names(key)
    for name in names:
        if name.text not in known:
            log.add_unknown(code, name.place, name.text, known)
    return tuple(sorted(name.text for name in names))
