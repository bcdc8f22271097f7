"""Outside identity: ProConnect, or any OpenID Connect provider of an organisation."""

from accounts.core.outside import Attempt, Identity, Source, proconnect
from accounts.service.outside.errors import OutsideRefused
from accounts.service.outside.relying import Outside, find_territory

__all__ = ["Attempt", "Identity", "Outside", "OutsideRefused", "Source", "find_territory", "proconnect"]
