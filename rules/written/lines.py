"""A list that somebody gave, cut into lines and cells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file with its number; `fault` names what keeps it from being cut (`quote`, `long`)."""

    number: int
    cells: tuple[str, ...]
    fault: str = ""
