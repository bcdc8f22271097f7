"""The desks of the back office, mounted by the front door; their forms are bound to the browser they were shown to."""

from litestar import Router

from accounts.web.forms import require_bound
from admin_ui.access import NationalAccess
from admin_ui.aside import NationalFacts, TerritoryFacts
from admin_ui.health import NationalHealth
from admin_ui.national import NationalPages

ROUTERS = (
    Router(
        path="/",
        route_handlers=[NationalPages, NationalAccess, NationalHealth, NationalFacts, TerritoryFacts],
        before_request=require_bound,
    ),
)
