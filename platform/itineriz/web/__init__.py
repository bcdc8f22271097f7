"""The room's door over HTTP."""

from itineriz.web.routes import RouteController

__all__ = ["RouteController"]
