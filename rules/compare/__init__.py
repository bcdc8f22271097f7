"""For whom, where and when the verdict changes from one rulebook to another."""

from rules.compare.changes import Change, Changes, Group, compare
from rules.compare.grid import MOST_CELLS, Crowd, Span, grid

__all__ = ["MOST_CELLS", "Change", "Changes", "Crowd", "Group", "Span", "compare", "grid"]
