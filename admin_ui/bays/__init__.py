"""The desk of bays: the inventory, each bay, files, discrepancies, signs to print."""

from litestar import Router

from accounts.web.forms import require_bound
from admin_ui.bays.files import FilePages, is_small
from admin_ui.bays.lists import ListPages
from admin_ui.bays.one import BayPages
from admin_ui.bays.signs import SignPages

ROUTERS = (
    Router(path="/", route_handlers=[FilePages], before_request=is_small),
    Router(path="/", route_handlers=[ListPages, SignPages, BayPages], before_request=require_bound),
)
"""Mounted by the front door."""
