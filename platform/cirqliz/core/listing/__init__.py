"""Lists of derogations as territories have them: columns proposed and corrected, every line read or told why not."""

from cirqliz.core.listing.columns import FIELDS, Memory, correct, is_known, propose, remember
from cirqliz.core.listing.reading import Entry, Listing, Ways, read_list
from rules.written.columns import Column

__all__ = [
    "FIELDS",
    "Column",
    "Entry",
    "Listing",
    "Memory",
    "Ways",
    "correct",
    "is_known",
    "propose",
    "read_list",
    "remember",
]
