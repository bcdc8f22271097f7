"""An editor as `@codemirror/collab` keeps it: its own text, what is not accepted yet, and what it learns."""

from collections.abc import Sequence

from rules.edits.changes import Change
from rules.edits.history import History, Update


class Editor:
    """One open page on a shared text."""

    def __init__(self, name: str, history: History) -> None:
        self.name = name
        self.text = history.text
        self.revision = history.revision
        self.waiting: list[Change] = []

    def edit(self, change: Change) -> None:
        """Change one's own text, at once."""
        self.text = change.apply(self.text)
        self.waiting.append(change)

    def send(self, history: History, *, lost: bool = False) -> None:
        """Push what waits; the answer may be lost on the way back."""
        if self.waiting:
            answer = history.push(self.revision, self.waiting, self.name)
            if not lost:
                self.learn(answer)

    def ask(self, history: History) -> None:
        """Fetch what was accepted since."""
        self.learn(history.since(self.revision))

    def learn(self, updates: Sequence[Update]) -> None:
        """Take in accepted changes, one's own being known already."""
        foreign: Change | None = None
        own = 0
        for update in updates:
            if own < len(self.waiting) and update.by == self.name:
                foreign = foreign and foreign.transform(self.waiting[own], before=True)
                own += 1
            else:
                foreign = foreign.compose(update.change) if foreign else update.change
        self.revision += len(updates)
        self.waiting = self.waiting[own:]
        if foreign is None:
            return
        moved = []
        for change in self.waiting:
            moved.append(change.transform(foreign))
            foreign = foreign.transform(change, before=True)
        self.waiting = moved
        self.text = foreign.apply(self.text)
