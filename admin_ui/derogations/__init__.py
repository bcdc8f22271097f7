"""The desk of a territory for derogations: its queue, decisions, rights, hearings, letters, figures."""

from litestar import Router

from accounts.web.forms import require_bound
from admin_ui.derogations.deciding import DecisionPages
from admin_ui.derogations.figures import FigurePages
from admin_ui.derogations.hearings import HearingPages
from admin_ui.derogations.importing import ImportPages, is_small
from admin_ui.derogations.letters import BatchPages, LetterPages
from admin_ui.derogations.one import RequestPages
from admin_ui.derogations.queue import QueuePages
from admin_ui.derogations.rights import RightPages
from admin_ui.derogations.signing import SigningPages

ROUTERS = (
    Router(
        path="/",
        route_handlers=[
            QueuePages,
            DecisionPages,
            RightPages,
            HearingPages,
            FigurePages,
            RequestPages,
            LetterPages,
            BatchPages,
            SigningPages,
        ],
        before_request=require_bound,
    ),
    Router(path="/", route_handlers=[ImportPages], before_request=is_small),
)
"""Mounted by the front door."""
