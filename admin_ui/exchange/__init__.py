"""Derogations for programs: what each side reads and does, the lists that leave, where they are sent."""

from litestar import Router

from accounts.web.forms import require_bound
from admin_ui.exchange.files import FileController
from admin_ui.exchange.pages import ExportPages
from admin_ui.exchange.passes import PassController
from admin_ui.exchange.requests import RequestController
from admin_ui.exchange.rights import RightController

ROUTERS = (
    RequestController,
    RightController,
    PassController,
    FileController,
    Router(path="/", route_handlers=[ExportPages], before_request=require_bound),
)
"""Mounted by the front door."""
