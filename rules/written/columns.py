"""Columns of a list that somebody gave: what each was said to hold."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from rules.written.folding import fold


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list, and the field that it holds, or nothing."""

    title: str
    field: str | None


def correct(columns: Sequence[Column], chosen: Mapping[int, str], fields: Collection[str]) -> tuple[Column, ...]:
    """The columns as somebody says they are, by their place from 1; an empty name sets one aside.

    A field that is given to one column leaves the one that had it.
    """
    given = {name for name in chosen.values() if name in fields}
    return tuple(
        replace(column, field=chosen[place] if chosen[place] in fields else None)
        if place in chosen
        else replace(column, field=None if column.field in given else column.field)
        for place, column in enumerate(columns, 1)
    )


def remembered(columns: Sequence[Column]) -> Mapping[str, str]:
    """What is kept for the next list: the field of each folded title, empty for a column set aside.

    Two columns of one title are told apart by what they hold: nothing is kept of them.
    """
    named = Counter(fold(column.title) for column in columns)
    return {title: column.field or "" for column in columns if named[title := fold(column.title)] == 1 and title}
