"""Passes: shown and printed by carriers, followed by their territory."""

from litestar import Router

from accounts.web.forms import require_bound
from admin_ui.passes.carrier import PassPages, ReplacingPages
from admin_ui.passes.desk import IssuedPages
from admin_ui.passes.phones import PhonePages
from admin_ui.passes.vehicles import VehiclePages

ROUTERS = (
    Router(
        path="/",
        route_handlers=[PassPages, ReplacingPages, VehiclePages, PhonePages, IssuedPages],
        before_request=require_bound,
    ),
)
