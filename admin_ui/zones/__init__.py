"""Zones drawn, composed and imported in a draft: pages that work without script, doors for the map that helps."""

from litestar import Router

from accounts.web.forms import require_bound
from admin_ui.zones.api import ZoneDoors
from admin_ui.zones.importing import ImportPages, is_small
from admin_ui.zones.pages import ZonePages

ROUTERS = (
    ZoneDoors,
    Router(path="/", route_handlers=[ZonePages], before_request=require_bound),
    Router(path="/", route_handlers=[ImportPages], before_request=is_small),
)
"""Mounted by the front door."""
