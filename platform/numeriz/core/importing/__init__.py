"""Files of bays as towns have them: columns proposed and corrected, each line a bay or its problems, none lost."""

from numeriz.core.importing.columns import FIELDS, MEASURES, Memory, is_known, propose, units_of
from numeriz.core.importing.places import list_points
from numeriz.core.importing.reading import Entry, Read, Ways, merged, read_lines

__all__ = [
    "FIELDS",
    "MEASURES",
    "Entry",
    "Memory",
    "Read",
    "Ways",
    "is_known",
    "list_points",
    "merged",
    "propose",
    "read_lines",
    "units_of",
]
