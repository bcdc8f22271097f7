"""Passes: shown and printed by carriers, followed by their territory."""

from litestar import Router

from accounts.web.forms import require_bound
from admin_ui.passes.carrier import PassPages
from admin_ui.passes.desk import IssuedPages
from admin_ui.passes.vehicles import VehiclePages

ROUTERS = (Router(path="/", route_handlers=[PassPages, VehiclePages, IssuedPages], before_request=require_bound),)
