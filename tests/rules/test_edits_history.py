"""Several editors of one text, in text and by form, late and offline: all end on one text, and no work is lost."""

import random
import re
from collections.abc import Sequence

import pytest
from editor import Editor

from rules.edits.changes import Change, Mismatch, change, no_change
from rules.edits.history import History, rebase
from rules.edits.revise import Add, At, Duplicate, Edit, Move, Put, Remove, Rename, Unset, revise
from rules.edits.tree import Unformed
from rules.edits.units import length

START = """\
# Essai 😀
schema: joptimiz/rules@1
zones:
  centre: {kind: ztl}  # le centre
rules:
  # la première
  - id: r1
    do: prohibit
    zones: [centre]
  - {id: r2, do: allow, overrides: [r1], zones: [centre]}
"""
EXAMPLES, PROVED = 50, 600
"""Of each number of editors: two, then three."""


class Writer:
    """Draws edits, and remembers each word put in that nobody took out."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.count = 0
        self.words: set[str] = set()

    def typed(self, text: str) -> Change:
        """A unique word typed somewhere, or a stretch without words of ours taken out."""
        ends = [place for place in range(length(text) + 1) if _ends_line(text, place)]
        if self.chance.random() < 0.95:  # most often a comment, so that forms can still read the file
            at = self.chance.choice(ends)
            return change(text, [(at, at, self._word("  # {} 😀"))])
        at = self.chance.choice([place for place in range(length(text) + 1) if not _within(text, place)])
        return change(text, [(at, at, self._word(self.chance.choice([" {}", "{}\n", "é{}😀"])))])

    def erased(self, text: str) -> Change:
        """One line gone, its words with it."""
        lines = text.split("\n")
        number = self.chance.randrange(len(lines))
        start = length("\n".join([*lines[:number], ""])) if number else 0
        return change(text, [(start, start + length(lines[number]), "")])

    def formed(self, text: str) -> Change:
        """A form edit; text that no form can read is typed in."""
        word = self._word("{}")
        edits: Sequence[Edit] = [
            Put(At("rules", "r1", ("message",)), word),
            Put(At("zones", "centre", ("note",)), word),
            Add("zones", word, {"kind": "ztl"}),
            Add("rules", word, {"do": "limit", "zones": "all"}),
            Rename("zones", "centre", word),
            Duplicate("rules", "r2", word),
            Move("rules", "r2", "r1"),
            Unset(At("rules", "r1", ("message",))),
            Remove("rules", "r2"),
        ]
        try:
            return revise(text, [self.chance.choice(edits)])
        except Unformed:
            return self.typed(text)

    def edit(self, text: str) -> Change:
        """One of the three."""
        return self.chance.choices([self.typed, self.formed, self.erased], [10, 10, 1])[0](text)

    def _word(self, shape: str) -> str:
        self.count += 1
        return shape.format(f"mot{self.count}z")


def _within(text: str, place: int) -> bool:
    """Whether a place is inside a character of two units, or a word of ours."""
    units = text.encode("utf-16-le")
    left, right = units[2 * place - 2 : 2 * place], units[2 * place : 2 * place + 2]
    inside = 0xDC <= (right[1:2] or b"\0")[0] <= 0xDF
    return inside or (_of_word(left) and _of_word(right))


def _ends_line(text: str, place: int) -> bool:
    units = text.encode("utf-16-le")
    return units[2 * place : 2 * place + 2] in (b"", b"\n\0")


def _of_word(unit: bytes) -> bool:
    return len(unit) == 2 and (unit.decode("utf-16-le", "replace").isalnum())


def words_of(text: str) -> list[str]:
    """The marks a text holds."""
    return re.findall(r"mot\d+z", text)


def run(seed: int, editors: int) -> tuple[History, list[Editor], list[tuple[Editor, str, str]]]:
    """One random session, until everybody knows everything."""
    chance = random.Random(seed)
    history = History(START)
    writer = Writer(chance)
    pages = [Editor(f"page-{number}", history) for number in range(editors)]
    steps: list[tuple[Editor, str, str]] = []
    offline = dict.fromkeys(range(editors), 0)
    for _ in range(chance.randrange(10, 40)):
        number = chance.randrange(editors)
        page = pages[number]
        action = chance.choices(["edit", "send", "lose", "ask", "leave"], [10, 5, 1, 4, 1])[0]
        if action == "edit":
            before = page.text
            page.edit(writer.edit(page.text))
            steps.append((page, before, page.text))
        elif action == "leave":
            offline[number] = chance.randrange(5, 15)
        elif offline[number] > 0:
            offline[number] -= 1
        elif action == "ask":
            page.ask(history)
        else:
            page.send(history, lost=action == "lose")
    for _ in range(2):
        for page in pages:
            page.send(history)
            page.ask(history)
    return history, pages, steps


def check(seed: int, editors: int) -> None:
    """One session keeps its promises."""
    history, pages, steps = run(seed, editors)
    assert {page.text for page in pages} == {history.text}, seed
    assert all(page.waiting == [] for page in pages), seed
    put = {word for _, before, after in steps for word in set(words_of(after)) - set(words_of(before))}
    gone = {word for _, before, after in steps for word in _fewer(before, after)}
    assert put - gone <= set(words_of(history.text)), seed
    if not gone:
        assert len(words_of(history.text)) >= len(put), seed


def _fewer(before: str, after: str) -> set[str]:
    """The words of which a step left fewer."""
    had, has = words_of(before), words_of(after)
    return {word for word in had if has.count(word) < had.count(word)}


@pytest.mark.parametrize("editors", [2, 3])
def test_editors_converge(editors: int) -> None:
    """A hundred sessions of two and three."""
    for seed in range(EXAMPLES):
        check(seed, editors)


@pytest.mark.prove
@pytest.mark.parametrize("editors", [2, 3])
def test_editors_converge_at_length(editors: int) -> None:
    """More than a thousand."""
    for seed in range(EXAMPLES, EXAMPLES + PROVED):
        check(seed, editors)


def test_sessions_do_what_they_should() -> None:
    """The sessions have form edits, late editors, lost answers and erased lines; else they would prove little."""
    ran = [run(seed, 3) for seed in range(20)]
    text = "".join(history.text for history, _, _ in ran)
    assert "message: mot" in text
    assert "  - id: mot" in text
    assert any("  centre:" not in history.text for history, _, _ in ran)
    assert any(_fewer(before, after) for _, _, steps in ran for _, before, after in steps)
    assert max(history.revision for history, _, _ in ran) > 10


def test_pushing_twice_adds_nothing() -> None:
    """An answer lost on the way: the same push again is known."""
    history = History("abc")
    mine = [change("abc", [(1, 1, "X")])]
    history.push(0, [change("abc", [(0, 0, "Y")])], "other")
    assert len(history.push(0, mine, "me")) == 2
    assert len(history.push(0, mine, "me")) == 2
    assert history.text == "YaXbc"
    assert rebase(mine, "me", history.since(0)) == ()


@pytest.mark.parametrize("revision", [-1, 1])
def test_a_revision_that_never_was_is_refused(revision: int) -> None:
    """Nothing is guessed."""
    with pytest.raises(Mismatch):
        History("a").push(revision, [no_change("a")], "me")


def test_what_no_file_holds_is_refused() -> None:
    """Half a character, or a null one, cannot be kept."""
    history = History("a😀b")
    with pytest.raises(Mismatch):
        history.push(0, [change("a😀b", [(2, 2, "x")])], "me")
    with pytest.raises(Mismatch):
        history.push(0, [change("a😀b", [(0, 0, "\0")])], "me")
    assert (history.text, history.revision) == ("a😀b", 0)
    with pytest.raises(Mismatch):
        history.push(0, [no_change("ab")], "me")
