"""French addresses without internet: an index of streets, house numbers and places, searched and looked up."""

from connectors.addresses.book import AddressBook, Answers
from connectors.addresses.build import build_index
from connectors.addresses.geoplateforme import Geoplateforme
from connectors.addresses.index import Index
from connectors.addresses.model import Address, AddressesBroken, IndexSummary, Problem, Progress
from connectors.addresses.question import LONGEST, SHORTEST

__all__ = [
    "LONGEST", "SHORTEST", "Address", "AddressBook", "AddressesBroken", "Answers", "Geoplateforme", "Index",
    "IndexSummary", "Problem", "Progress", "build_index",
]  # fmt: skip
