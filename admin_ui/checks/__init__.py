"""Checks: the scanner of officers, what their devices send, and the numbers a territory reads."""

from litestar import Router

from accounts.web.forms import require_bound
from admin_ui.checks.api import CheckController
from admin_ui.checks.pages import CheckFigures, ScannerPage

ROUTERS = (
    CheckController,
    Router(path="/", route_handlers=[ScannerPage, CheckFigures], before_request=require_bound),
)
"""Mounted by the front door."""
