"""Outside identity: ProConnect, or any OpenID Connect provider of an organisation."""

from accounts.core.outside import Attempt, Identity, Source, proconnect
from accounts.core.outside_forms import Draft
from accounts.service.employers import CommuneOf, Employer, find_employer, nowhere
from accounts.service.outside.arriving import ID_TOKEN, Arrived, arrive
from accounts.service.outside.attempts import Kept, keep, take
from accounts.service.outside.errors import OutsideRefused
from accounts.service.outside.linking import Linked, link, linked_to, may_link, unlink
from accounts.service.outside.relying import Outside
from accounts.service.outside.sources import (
    Ground,
    Listed,
    add_source,
    find_sources,
    get_source,
    list_sources,
    remove_source,
)

__all__ = [
    "ID_TOKEN", "Arrived", "Attempt", "CommuneOf", "Draft", "Employer", "Ground", "Identity", "Kept", "Linked",
    "Listed", "Outside", "OutsideRefused", "Source", "add_source", "arrive", "find_employer", "find_sources",
    "get_source", "keep", "link", "linked_to", "list_sources", "may_link", "nowhere", "proconnect", "remove_source",
    "take", "unlink",
]  # fmt: skip
