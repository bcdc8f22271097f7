"""Discs for those who are signed in: a carrier’s fleet, a territory’s figures, officers, programs (CDS)."""

from litestar import Router

from accounts.web.forms import require_bound
from admin_ui.stays.activity import ActivityController
from admin_ui.stays.fleet import FleetDiscPages
from admin_ui.stays.occupancy import OccupancyPages
from admin_ui.stays.plate_page import PlatePage
from admin_ui.stays.plates import PlateController

ROUTERS = (
    ActivityController,
    PlateController,
    Router(path="/", route_handlers=[FleetDiscPages, OccupancyPages, PlatePage], before_request=require_bound),
)
"""Mounted by the front door."""
