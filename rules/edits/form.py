"""A file as a form: each thing it declares, field by field, with what may stand there and what is wrong with it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rules.compiler import check_alone
from rules.edits.names import Names, names_of
from rules.edits.references import LISTS, NAMED, REFER
from rules.edits.shape import Shape, schema_of, shape_of
from rules.edits.tree import Map, Node, Seq, Unformed, Value, read_tree
from rules.edits.units import line_end, plain
from rules.model import Problem, Source
from rules.texts.edits import REASONS
from rules.texts.labels import LABELS, SECTIONS, WORDS

type Kind = Literal[
    "text", "long", "number", "date", "flag", "choice", "choices", "names", "group", "condition", "schedule", "area",
    "unknown",
]  # fmt: skip

_KINDS: Mapping[tuple[str, str], Kind] = {
    ("rules", "if"): "condition", ("rules", "when"): "schedule", ("rules", "quote"): "long",
    ("rules", "message"): "long", ("rules", "zones"): "names", ("zones", "geometry"): "area", ("zones", "note"): "long",
    ("zones", "kind"): "choice", ("territory", "coverage"): "area",
}  # fmt: skip


_CHOSEN = frozenset({"order", "like", "zone"})
"""Keys whose value is a name declared elsewhere; the others may make up a name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A word that may stand somewhere, and what it means."""

    word: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One key: written or not, as it stands."""

    key: str
    label: str
    help: str
    kind: Kind
    """`unknown` for a key the language does not have: it is shown, and can be taken away."""
    value: Value
    written: bool
    required: bool
    line: int | None
    column: int | None
    choices: tuple[Choice, ...]
    """What is offered; all that is allowed when `closed`."""
    closed: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a section declares; `name` is its number where it has none."""

    section: str
    name: str | int
    line: int
    last_line: int
    fields: tuple[Field, ...]
    value: Value
    """As it stands, where it is no group of keys."""
    problems: tuple[Problem, ...]
    """Those of no field."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a file."""

    key: str
    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A file as a form; where it cannot be one, why."""

    sections: tuple[Section, ...]
    problems: tuple[Problem, ...]
    """Those of no item."""
    editable: bool
    why_not: str | None = None


def form(text: str, others: Sequence[str] = (), problems: Sequence[Problem] | None = None) -> Form:
    """The form of a file; `problems` are those a check of the whole territory found in it, else the file's own."""
    whole = plain(text)
    found = tuple(check_alone(Source("", whole)) if problems is None else problems)
    if line_end(text) is None:
        return Form((), found, editable=False, why_not=REASONS["line_ends"])
    try:
        root = read_tree(whole)
    except Unformed as error:
        return Form((), found, editable=False, why_not=REASONS[error.code])
    return _Reader(whole, root, names_of([whole, *others]), found).form()


type _Offer = tuple[Kind, tuple[Choice, ...], bool]


class _Reader:
    """One reading of a file."""

    def __init__(self, text: str, root: Map, names: Names, problems: tuple[Problem, ...]) -> None:
        self._root = root
        self._names = names
        self._left = list(problems)
        self._shape = shape_of(schema_of(text))
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._offered: dict[tuple[str, str], _Offer] = {}

    def form(self) -> Form:
        sections = [Section(key, SECTIONS[key], tuple(self._items(key))) for key in (*NAMED, *LISTS) if self._has(key)]
        own = Map(self._root.start, self._root.end, flow=False)
        own.entries = [entry for entry in self._root.entries if entry.key.text not in (*NAMED, *LISTS)]
        top = Section("territory", SECTIONS["territory"], (self._item("territory", "", own, own, self._shape),))
        return Form((top, *sections), tuple(self._left), editable=True)

    def _has(self, key: str) -> bool:
        return key in self._shape.keys or self._root.find(key) is not None

    def _items(self, section: str) -> Iterator[Item]:
        entry = self._root.find(section)
        shape = self._shape.inner(section)
        if entry and isinstance(entry.value, Seq):
            for number, item in enumerate(entry.value.items):
                named = item.find(LISTS.get(section, "")) if isinstance(item, Map) else None
                own = named.value.value if named else None
                yield self._item(section, own if isinstance(own, str) else number, item, item, shape.inner(number))
        elif entry and isinstance(entry.value, Map):
            for one in entry.value.entries:
                yield self._item(section, one.key.text, one.key, one.value, shape.inner(one.key.text))

    def _item(self, section: str, name: str | int, start: Node, node: Node, shape: Shape) -> Item:
        line, last = self._place(start.start)[0], self._place(max(start.end, node.end))[0]
        fields: tuple[Field, ...] = ()
        if isinstance(node, Map) and section != "values":
            fields = tuple(self._fields(section, node, shape))
        own = () if section == "territory" else self._take(start.start, max(start.end, node.end))
        return Item(section, name, line, last, fields, node.value, own)

    def _fields(self, section: str, node: Map, shape: Shape) -> Iterator[Field]:
        said, required = shape.keys, frozenset(shape.required)
        known = [key for key in said if section != "territory" or key not in (*NAMED, *LISTS)]
        for key in (*known, *(entry.key.text for entry in node.entries if entry.key.text not in known)):
            entry = node.find(key)
            if (section, key) not in self._offered:
                self._offered[section, key] = self._offer(section, key, shape, known=key in said)
            kind, choices, closed = self._offered[section, key]
            line, column = self._place(entry.key.start) if entry else (None, None)
            yield Field(
                key=key,
                label=LABELS.get(section, {}).get(key, key),
                help=said.get(key, ""),
                kind=kind,
                value=entry.value.value if entry else None,
                written=entry is not None,
                required=key in required,
                line=line,
                column=column,
                choices=choices,
                closed=closed,
                problems=self._take(entry.key.start, entry.end) if entry else (),
            )

    def _offer(self, section: str, key: str, shape: Shape, *, known: bool) -> _Offer:
        """What a field takes, the same for all those of its section."""
        inner = shape.inner(key)
        choices, closed = self._choices(section, key, inner)
        return _kind(section, key, inner) if known else "unknown", choices, closed

    def _choices(self, section: str, key: str, inner: Shape) -> tuple[tuple[Choice, ...], bool]:
        deep = inner.inner(0) if inner.listed else inner
        words = list(dict.fromkeys((*inner.words, *deep.words)))
        offered = [Choice(word, WORDS.get(word, word)) for word in words]
        for named in REFER.get((section, key), ()):
            offered += [Choice(name, title or name) for name, title in self._names.get(named, {}).items()]
        return tuple(offered), bool(words) and (inner.closed or deep.closed) and (section, key) not in REFER

    def _take(self, start: int, end: int) -> tuple[Problem, ...]:
        """The problems told between two places, no longer to be told elsewhere."""
        if not self._left:
            return ()
        first, last = self._place(start), self._place(end)
        taken = [one for one in self._left if one.line and first <= (one.line, one.column or 1) <= last]
        self._left = [one for one in self._left if one not in taken]
        return tuple(taken)

    def _place(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


def _kind(section: str, key: str, shape: Shape) -> Kind:
    """What a form draws."""
    if (section, key) in _KINDS:
        return _KINDS[section, key]
    tests: Sequence[tuple[bool, Kind]] = (
        (shape.grouped and not shape.words, "group"),
        (shape.listed and bool(shape.inner(0).words), "choices"),
        (shape.listed, "names"),
        (set(shape.words) == {"true", "false"}, "flag"),
        (bool(shape.words) or key in _CHOSEN, "choice"),
        (shape.counts, "number"),
        (shape.dated, "date"),
    )
    return next((kind for holds, kind in tests if holds), "text")
