"""A question put in words: facts and an instant as a person types them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, tzinfo

from rules.clock import parse_instant, readings
from rules.log import Log, Place, nearest
from rules.meant import meant_instant
from rules.model import Facts, Invalid
from rules.reading.conditions import read_value
from rules.source import Scalar
from rules.texts.clockwise import hour, long_date
from rules.vocabulary import FACTS

_TYPED = Place("", 1, 1)


def local_instant(node: Scalar, zone: tzinfo, log: Log) -> datetime | None:
    """The one instant at which a clock of this zone reads what is written, with the zone's own offset."""
    written = parse_instant(node.text)
    if written is None or not 2000 <= written.year < 2100:
        log.add("test_at", node.place, near=meant_instant(node.text), word=node.text)
        return None
    wall = written.replace(tzinfo=None)
    choices = readings(wall, zone)
    said = f"{long_date(wall.date())} à {hour(wall.hour * 60 + wall.minute)}"
    offered = [choice.isoformat()[-6:] for choice in choices]
    if not choices:
        log.add("test_gap", node.place, word=said)
    elif written.tzinfo is None and len(choices) > 1:
        log.add("test_fold", node.place, word=said, first=offered[0], second=offered[1])
    else:
        for choice in choices:
            if written.tzinfo is None or choice.utcoffset() == written.utcoffset():
                return choice
        log.add("test_offset", node.place, first=" ou ".join(offered))
    return None


def read_question(facts: Mapping[str, str], at: str, zone: tzinfo) -> tuple[Facts, datetime]:
    """Typed facts and the instant; raises `Invalid` with every problem."""
    log = Log()
    instant = local_instant(Scalar(*_TYPED, at, plain=True), zone, log)
    known: dict[str, int | str] = {}
    for name, text in facts.items():
        if name not in FACTS:
            log.add("unknown_fact", _TYPED, near=nearest(name, FACTS), word=name, known=", ".join(FACTS))
        elif (value := read_value(FACTS[name], Scalar(*_TYPED, text, plain=True), log)) is not None:
            known[name] = value
    if instant is None or log.problems:
        raise Invalid(tuple(replace(problem, file=None, line=None, column=None) for problem in log.problems))
    return known, instant
