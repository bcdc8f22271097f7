"""The desk of what a territory says of itself and how long it keeps its rows."""

from litestar import Router

from accounts.web.forms import require_bound
from admin_ui.settings.web import SettingsPages

ROUTERS = (Router(path="/", route_handlers=[SettingsPages], before_request=require_bound),)

__all__ = ["ROUTERS"]
