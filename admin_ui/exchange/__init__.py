"""Derogations for programs: what each side reads and does, the lists that leave, where they are sent."""

from admin_ui.exchange.files import FileController
from admin_ui.exchange.requests import RequestController
from admin_ui.exchange.rights import RightController

ROUTERS = (RequestController, RightController, FileController)
"""Mounted by the front door."""
