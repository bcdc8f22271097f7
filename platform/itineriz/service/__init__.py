"""The only door of the room: routes that obey the orders."""

from itineriz.service.routes import Routes

__all__ = ["Routes"]
