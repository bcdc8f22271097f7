"""A chain of audit rows on paper: how it is hashed and written, and what is wrong with one that was altered.

A line is the canonical JSON of a row with its number and hash; the last one is a seal. Whoever rewrites the whole
chain makes one that holds: keep its seal elsewhere.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from rules.canonical import Tree, canonical
from rules.model import Problem
from rules.texts.clockwise import counted

START = "0" * 64
"""What the first row is hashed over."""


@dataclass(frozen=True, slots=True)
class Seal:
    """How many rows a chain has, and the hash of the last."""

    territory: str
    count: int
    hash: str


def link(before: str, row: Tree) -> str:
    """The hash of a row after another."""
    return sha256(before.encode("ascii") + canonical(row)).hexdigest()


def line(number: int, hashed: str, row: Tree) -> bytes:
    """A row as it is exported."""
    return canonical({"number": number, "hash": hashed, "row": row}) + b"\n"


def seal_line(seal: Seal) -> bytes:
    """The last line of an export."""
    return canonical({"seal": {"territory": seal.territory, "count": seal.count, "hash": seal.hash}}) + b"\n"


def verify(lines: Iterable[bytes]) -> tuple[Seal | None, tuple[Problem, ...]]:
    """The seal of an export, and everything wrong with it by line; nothing when it is whole."""
    reader = _Reader()
    for reader.at, raw in enumerate(lines, 1):  # the line being read is the reader's
        reader.read(raw.removesuffix(b"\n"))
    if reader.seal is None:
        reader.at += 1
        reader.blame("unsealed", "Le sceau manque\u00a0: la fin du fichier a été coupée.")
    return reader.seal, tuple(reader.problems[at] for at in sorted(reader.problems))


@dataclass(slots=True)
class _Reader:
    """What is known of the chain after some lines."""

    at: int = 0
    """The line being read, from 1."""
    territory: str = ""
    number: int = 0
    hash: str | None = START
    """The hash of the last line; None after one that cannot be read."""
    former: str | None = None
    """The hash of the line before the last."""
    seal: Seal | None = None
    problems: dict[int, Problem] = field(default_factory=dict)

    def blame(self, code: str, message: str, at: int | None = None) -> None:
        """Say what is wrong with a line, this one when none is given."""
        at = self.at if at is None else at
        self.problems[at] = Problem(code, message, line=at)

    def read(self, raw: bytes) -> None:
        """One more line."""
        if self.seal is not None:
            self.blame("added", "Une ligne suit le sceau\u00a0: elle a été ajoutée.")
            return
        tree = _parsed(raw)
        if tree is None:
            self.blame("changed", "La ligne n’est pas celle qui a été exportée\u00a0: elle a été réécrite ou abîmée.")
            self.number, self.hash, self.former = self.number + 1, None, self.hash
        elif isinstance(seal := tree.get("seal"), Mapping):
            self._close(Seal(str(seal.get("territory")), _whole(seal.get("count")), str(seal.get("hash"))))
        else:
            self._row(_whole(tree.get("number")), str(tree.get("hash")), tree.get("row"))

    def _row(self, number: int, hashed: str, row: Tree) -> None:
        follows = self.hash is None or hashed == link(self.hash, row)
        expected = self.number + 1
        again = (number, hashed) == (self.number, self.hash)
        if not again and not follows and self.former is not None and hashed == link(self.former, row):
            self.blame("added", "La ligne a été ajoutée\u00a0: la suivante suit celle d’avant.", self.at - 1)
        elif number > expected and (not follows or self.hash is None):
            gone = f"les lignes {expected} à {number - 1}" if number - 1 > expected else f"la ligne {expected}"
            self.blame("missing", f"Il manque avant elle {gone} du journal.")
        elif number < expected and not follows:
            self.blame("added", f"La ligne a été ajoutée\u00a0: le journal a déjà une ligne {number}.")
            return
        elif not follows:
            self.blame("changed", "La ligne a été changée, ou l’empreinte de celle d’avant l’a été.")
        elif number != expected:
            self.blame("changed", f"Le numéro de la ligne a été changé\u00a0: {expected} est attendu.")
            number = expected
        self._same_territory(row.get("territory") if isinstance(row, Mapping) else None)
        self.number, self.hash, self.former = number, hashed, self.hash

    def _same_territory(self, territory: Tree) -> None:
        if not isinstance(territory, str) or territory != (self.territory or territory):
            self.blame("added", "La ligne n’est pas de ce territoire\u00a0: elle a été ajoutée.")
        else:
            self.territory = territory

    def _close(self, seal: Seal) -> None:
        self.seal = seal
        there = f"le sceau compte {counted(seal.count, 'ligne')}, le fichier en porte {self.number}"
        if seal.count > self.number:
            self.blame("missing", f"La fin a été coupée\u00a0: {there}.")
        elif seal.count < self.number:
            self.blame("added", f"Des lignes ont été ajoutées à la fin\u00a0: {there}.")
        elif self.hash is not None and seal.hash != self.hash:
            self.blame("changed", "Le sceau n’est pas celui de la dernière ligne\u00a0: l’un des deux a été changé.")
        else:
            self._same_territory(seal.territory)


def _parsed(raw: bytes) -> Mapping[str, Tree] | None:
    """A line in its one canonical writing, or None."""
    try:
        tree = json.loads(raw, parse_float=_refuse, parse_constant=_refuse)
        return tree if isinstance(tree, dict) and canonical(tree) == raw else None
    except (ValueError, RecursionError):
        return None


def _refuse(text: str) -> Tree:
    raise ValueError(text)


def _whole(tree: Tree) -> int:
    return tree if isinstance(tree, int) else 0
