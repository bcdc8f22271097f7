"""Conditions, hours and limits as plain rows; what rows cannot say stays text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.edits.tree import Value
from rules.texts.everyday import meanings
from rules.texts.labels import WORDS
from rules.texts.typography import typeset
from rules.vocabulary import DAYS, FACTS, LIMITS

COMPARISONS = ("is", "in", "not_in", "lt", "lte", "gt", "gte", "has")
LISTED = frozenset({"in", "not_in"})
MOST_ROWS = 12
_WINDOW = re.compile(r"([0-2][0-9]:[0-5][0-9])-([0-2][0-9]:[0-5][0-9])", re.ASCII)

FACT_WORDS: Mapping[str, str] = {
    **{name: re.sub(r"^(?:la |le |l’|l'|les )", "", fact.label) for name, fact in FACTS.items()},
    "right": "dérogation",
}
COMPARISON_WORDS: Mapping[str, str] = {word: WORDS.get(word, word) for word in COMPARISONS} | {"has": "est détenue"}
LIMIT_WORDS: Mapping[str, str] = {word: typeset(WORDS.get(word, word)) for word in LIMITS}


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison."""

    fact: str = ""
    comparison: str = "in"
    value: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """Days of the week, one stretch of hours, a calendar."""

    days: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    calendar: str = ""


def rows_of(value: Value) -> tuple[Row, ...] | None:
    """The rows of a condition whose parts must all hold; None where rows cannot say it."""
    if value is None:
        return ()
    parts = value["all"] if isinstance(value, dict) and set(value) == {"all"} else [value]
    if not isinstance(parts, list) or len(parts) > MOST_ROWS:
        return None
    found = [_row(part) for part in parts]
    return None if any(row is None for row in found) else tuple(row for row in found if row)


def _row(part: Value) -> Row | None:
    if not isinstance(part, dict) or len(part) != 1:
        return None
    fact, said = next(iter(part.items()))
    if fact not in FACT_WORDS or not isinstance(said, dict) or len(said) != 1:
        return None
    comparison, value = next(iter(said.items()))
    if comparison not in COMPARISONS:
        return None
    if isinstance(value, str):
        return Row(fact, comparison, value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return Row(fact, comparison, ", ".join(one for one in value if isinstance(one, str)))
    return None


def _word(fact: str, said: str) -> str:
    """The word of the language that was meant: « dépanneuse » is `recovery`; what is not known stays as typed."""
    words = FACTS[fact].words if fact in FACTS else ()
    return said if said in words else next((word for word in meanings(said) if word in words), said)


def condition_of(rows: Sequence[Row]) -> Value:
    """A condition as the language writes it; None for no row."""
    parts: list[Value] = []
    for row in rows:
        words: list[Value] = [_word(row.fact, word.strip()) for word in row.value.split(",") if word.strip()]
        one = _word(row.fact, row.value)
        parts.append({row.fact: {row.comparison: words if row.comparison in LISTED else one}})
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {"all": parts}


def sent_rows(sent: Mapping[str, str], prefix: str) -> tuple[Row, ...]:
    """The rows of a form; one without fact is left out."""
    read = (
        Row(*(sent.get(f"{prefix}.{number}.{part}", "").strip() for part in ("fact", "is", "value")))
        for number in range(MOST_ROWS)
    )
    return tuple(row for row in read if row.fact)


def hours_of(value: Value) -> Hours | None:
    """A schedule of one stretch of hours; None where it says more."""
    if value is None:
        return Hours()
    if not isinstance(value, dict) or set(value) - {"days", "time", "calendar"}:
        return None
    days, time, calendar = (value.get(key) for key in ("days", "time", "calendar"))
    window = _WINDOW.fullmatch(time) if isinstance(time, str) else None
    if (time is not None and window is None) or not isinstance(calendar, str | None):
        return None
    if days is not None and (not isinstance(days, list) or any(day not in DAYS for day in days)):
        return None
    named = tuple(day for day in DAYS if isinstance(days, list) and day in days)
    return Hours(named, window[1] if window else "", window[2] if window else "", calendar or "")


def sent_hours(sent: Mapping[str, str], prefix: str) -> Hours:
    """The schedule of a form."""
    days = tuple(day for day in DAYS if f"{prefix}.{day}" in sent)
    start, end, calendar = (sent.get(f"{prefix}.{part}", "").strip() for part in ("start", "end", "calendar"))
    return Hours(days, start, end, calendar)


def schedule_of(hours: Hours) -> Value:
    """A schedule as the language writes it; None for always."""
    said: dict[str, Value] = {}
    if hours.calendar:
        said["calendar"] = hours.calendar
    if hours.days:
        said["days"] = list(hours.days)
    if hours.start or hours.end:
        said["time"] = f"{hours.start or '00:00'}-{hours.end or '24:00'}"
    return said or None


def limits_of(value: Value) -> Mapping[str, str] | None:
    """Limits by name; None where they say more."""
    if value is None:
        return {}
    if not isinstance(value, dict) or set(value) - set(LIMITS):
        return None
    return {key: one for key, one in value.items() if isinstance(one, str)}


def sent_limits(sent: Mapping[str, str], prefix: str) -> Value:
    """The limits of a form; None for none."""
    said: dict[str, Value] = {key: one for key in LIMITS if (one := sent.get(f"{prefix}.{key}", "").strip())}
    return said or None
