"""What an editor and its text say to each other, as JSON: read with care, for anybody may have written it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.canonical import Tree
from rules.edits.changes import Change, Mismatch, read_change
from rules.edits.completion import Completion, Hover
from rules.edits.history import Update
from rules.model import Problem

MOST_CHANGES = 1_000
"""In one push: hours of typing without network."""
LONGEST_NAME = 64

type Json = Mapping[str, Tree]


@dataclass(frozen=True, slots=True)
class Push:
    """What an editor made on a revision."""

    revision: int
    changes: tuple[Change, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Question:
    """A place in a text, line and column from 1."""

    text: str
    line: int
    column: int


def read_push(body: object) -> Push:
    """`{revision, changes, by}`; `Mismatch` for anything else."""
    match body:
        case {"revision": bool()}:
            raise Mismatch
        case {"revision": int(revision), "changes": list(changes), "by": str(by)} if 0 < len(by) <= LONGEST_NAME:
            if revision >= 0 and len(changes) <= MOST_CHANGES and all(isinstance(one, list) for one in changes):
                return Push(revision, tuple(read_change(one) for one in changes), by)
    raise Mismatch


def read_question(body: object) -> Question:
    """`{text, line, column}`; `Mismatch` for anything else."""
    match body:
        case {"text": str(text), "line": int(line), "column": int(column)}:
            return Question(text, line, column)
    raise Mismatch


def news(since: int, updates: Sequence[Update]) -> Json:
    """What was accepted after a revision."""
    changes: list[Json] = [
        {"revision": since + number, "change": update.change.written(), "by": update.by}
        for number, update in enumerate(updates, 1)
    ]
    return {"revision": since + len(updates), "changes": changes}


def problems(found: Sequence[Problem]) -> Json:
    """The problems of a text."""
    kept = ("code", "message", "hint", "file", "line", "column")
    return {"problems": [{key: getattr(one, key) for key in kept} for one in found]}


def completions(found: Sequence[Completion]) -> Json:
    """What may be written."""
    kept = ("label", "insert", "kind", "detail")
    return {"completions": [{key: getattr(one, key) for key in kept} for one in found]}


def explanation(found: Hover | None) -> Json:
    """What a word means, or nothing."""
    return {"hover": {"title": found.title, "text": found.text} if found else None}
