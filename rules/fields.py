"""Typed access to the fields of a table, reporting whatever does not fit."""

import re
from collections.abc import Collection, Sequence
from datetime import date

from rules.log import Log, Place, nearest
from rules.meant import meant_date, meant_number
from rules.source import Listing, Node, Scalar, Table
from rules.texts.typography import NO_BREAK, figure

MAX_TEXT = 4_000

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})", re.ASCII)
_DIGITS = re.compile(r"0+[0-9]{1,14}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
type Bounds = tuple[int, int, str]
"""Lowest and highest number, and the unit they are said with."""

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


def as_table(node: Node | None, place: Place, log: Log) -> Table | None:
    """The node as a table; anything else is reported."""
    if isinstance(node, Table):
        return node
    log.add("not_a_table", node.place if node else place)
    return None


def is_empty(node: Node) -> bool:
    """Whether the author wrote the key and nothing after it."""
    return isinstance(node, Scalar) and node.empty


def not_a_list(node: Node, key: str, log: Log) -> None:
    """Report what stands where a list is expected, and how a list of it is written."""
    if isinstance(node, Table):
        log.add("not_a_list", node.place, key=key)
    else:
        near = f"[{node.text}]" if isinstance(node, Scalar) and ID.fullmatch(node.text) else None
        log.add("not_a_list_of_words", node.place, near=near, key=key)


def whole_number(node: Scalar, log: Log, unit: str = "") -> int | None:
    """A whole number in plain digits; nothing else is taken, and what was meant is offered."""
    if _INTEGER.fullmatch(node.text):
        return int(node.text)
    if _DIGITS.fullmatch(node.text):
        log.add("leading_zero", node.place, word=node.text, meant=int(node.text))
    else:
        code = "not_an_integer_of" if unit else "not_an_integer"
        log.add(code, node.place, near=meant_number(node.text, unit), word=node.text, unit=unit)
    return None


def number_within(node: Scalar, key: str, bounds: Bounds, log: Log) -> int | None:
    """A whole number between two bounds, both allowed."""
    low, high, unit = bounds
    value = whole_number(node, log, unit)
    if value is None or low <= value <= high:
        return value
    most = f"{figure(high)}{NO_BREAK}{unit}" if unit else figure(high)
    log.add("out_of_range", node.place, word=figure(value), key=key, low=low, high=most)
    return None


def day_date(node: Scalar, log: Log) -> date | None:
    """An ISO date."""
    if _DATE.fullmatch(node.text):
        try:
            return date.fromisoformat(node.text)
        except ValueError:
            pass
    log.add("bad_date", node.place, near=meant_date(node.text), word=node.text)
    return None


def check_id(node: Scalar, log: Log) -> None:
    """Report a name that could not stand in an address, a URL or a table."""
    if not ID.fullmatch(node.text):
        log.add("bad_id", node.place, word=node.text)


def check_word(node: Scalar, key: str, words: Collection[str], log: Log) -> str | None:
    """One of these words."""
    if node.text in words:
        return node.text
    log.add(
        "bad_word",
        node.place,
        near=nearest(node.text, words),
        word=node.text,
        key=key,
        known=", ".join(words),
    )
    return None


class Fields:
    """The fields of one table; unknown keys are reported at once."""

    def __init__(self, table: Table, log: Log, known: Sequence[str], *, later: Collection[str] = ()) -> None:
        self.table = table
        self.place = table.place
        self._log = log
        self._meant: set[str] = set()
        for name, (key, _) in table.entries.items():
            if name == "<<":
                log.add("merge_key", key.place)
            elif name in later:
                log.add("not_yet", key.place, word=name)
            elif name not in known:
                near = nearest(name, known)
                self._meant.add(near or "")
                log.add("unknown_key", key.place, near=near, word=name, known=", ".join(known))

    def has(self, key: str) -> bool:
        """Whether the author wrote this key."""
        return key in self.table.entries

    def node(self, key: str, *, required: bool = False) -> Node | None:
        """The value of a key, if it is there and not empty."""
        if key not in self.table.entries:
            if required and key not in self._meant:
                self._log.add("missing", self.place, key=key)
            return None
        name, node = self.table.entries[key]
        if is_empty(node):
            self._log.add("empty", name.place, key=key)
            return None
        return node

    def scalar(self, key: str, *, required: bool = False) -> Scalar | None:
        """A simple value."""
        node = self.node(key, required=required)
        if node is None or isinstance(node, Scalar):
            return node
        self._log.add("not_a_word", node.place, key=key)
        return None

    def text(self, key: str, *, required: bool = False, limit: int = MAX_TEXT) -> str | None:
        """A sentence, stripped of the blanks around it."""
        node = self.scalar(key, required=required)
        if node is None:
            return None
        if len(node.text) > limit:
            self._log.add("too_long_text", node.place, limit=limit)
            return None
        if not node.text.strip():
            self._log.add("empty", node.place, key=key)
            return None
        return node.text.strip()

    def word(self, key: str, words: Collection[str], *, required: bool = False) -> str | None:
        """One of these words."""
        node = self.scalar(key, required=required)
        return check_word(node, key, words, self._log) if node else None

    def flag(self, key: str) -> bool | None:
        """True or false; false when absent, nothing when it cannot be read."""
        node = self.scalar(key)
        if node is None or node.text in ("true", "false"):
            return node is not None and node.text == "true"
        self._log.add("not_a_boolean", node.place, word=node.text)
        return None

    def number(self, key: str, bounds: Bounds) -> int | None:
        """A whole number between two bounds."""
        node = self.scalar(key)
        return number_within(node, key, bounds, self._log) if node else None

    def date(self, key: str) -> date | None:
        """An ISO date."""
        node = self.scalar(key)
        return day_date(node, self._log) if node else None

    def table_of(self, key: str, *, required: bool = False) -> Table | None:
        """A group of keys."""
        node = self.node(key, required=required)
        return as_table(node, self.place, self._log) if node else None

    def items(self, key: str, *, required: bool = False) -> tuple[Node, ...]:
        """A list of anything, not empty when it is written."""
        node = self.node(key, required=required)
        if node is None:
            return ()
        if not isinstance(node, Listing):
            not_a_list(node, key, self._log)
            return ()
        if not node.items:
            self._log.add("empty_list", node.place, key=key)
        return node.items

    def names(self, key: str, *, required: bool = False) -> tuple[Scalar, ...]:
        """A list of words, each once."""
        found: dict[str, Scalar] = {}
        for item in self.items(key, required=required):
            if not isinstance(item, Scalar) or item.empty:
                self._log.add("not_a_word", item.place, key=key)
            elif item.text in found:
                self._log.add("repeated", item.place, word=item.text)
            else:
                found[item.text] = item
        return tuple(found.values())
