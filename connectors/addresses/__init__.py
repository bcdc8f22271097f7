"""French addresses without internet: an index of streets, house numbers and places, searched and looked up."""

from connectors.addresses.build import build_index
from connectors.addresses.model import Address, AddressesBroken, IndexSummary, Problem, Progress

__all__ = ["Address", "AddressesBroken", "IndexSummary", "Problem", "Progress", "build_index"]
