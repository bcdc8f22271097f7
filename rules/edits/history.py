"""The accepted changes of one text, in order: who edits a past revision is brought up to date, never refused.

An editor waits for the answer to one push before it asks for news or pushes again: both ends then see the same changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce

from rules.edits.changes import Change, Mismatch
from rules.edits.units import plain, whole
from rules.source import MAX_CHARACTERS


@dataclass(frozen=True, slots=True)
class Update:
    """One accepted change, and the editor it came from: an open page, not a person."""

    change: Change
    by: str


def rebase(changes: Sequence[Change], by: str, over: Sequence[Update]) -> tuple[Change, ...]:
    """What remains to be accepted of an editor's changes, after what was accepted since the revision it knew.

    What was already accepted, its answer lost on the way, is left out: pushing twice adds nothing.
    """
    between: Change | None = None
    known = 0
    for update in over:
        if known < len(changes) and update.by == by:
            between = between and between.transform(changes[known], before=True)
            known += 1
        else:
            between = between.compose(update.change) if between else update.change
    moved = []
    for change in changes[known:]:
        moved.append(change.transform(between) if between else change)
        between = between and between.transform(change, before=True)
    return tuple(moved)


@dataclass(slots=True)
class History:
    """A text, and how it came to be what it is."""

    text: str
    updates: list[Update] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Lines end as editors hold them; the file's own line ends are put back when it is saved."""
        self.text = plain(self.text)

    @property
    def revision(self) -> int:
        """How many changes were accepted."""
        return len(self.updates)

    def since(self, revision: int) -> tuple[Update, ...]:
        """What was accepted after a revision; `Mismatch` when there is no such revision."""
        if not 0 <= revision <= self.revision:
            raise Mismatch
        return tuple(self.updates[revision:])

    def push(self, revision: int, changes: Sequence[Change], by: str) -> tuple[Update, ...]:
        """Accept an editor's changes made on a revision; all that was accepted since, these included."""
        fresh = rebase(changes, by, self.since(revision))
        text = reduce(lambda text, change: change.apply(text), fresh, self.text)
        if not whole(text) or "\0" in text or len(text) > MAX_CHARACTERS:  # no file and no database holds it
            raise Mismatch
        self.updates.extend(Update(change, by) for change in fresh)
        self.text = text
        return self.since(revision)
