"""The only door of the room: routes that obey the orders, and what surrounds them."""

from itineriz.service.alternatives import Offer
from itineriz.service.hours import Week
from itineriz.service.routes import Routes

__all__ = ["Offer", "Routes", "Week"]
