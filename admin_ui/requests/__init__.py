"""What carriers ask for, and the documents that support it."""

from litestar import Router

from accounts.web.forms import require_bound
from admin_ui.requests.asking import AskingPages
from admin_ui.requests.documents import DocumentPages
from admin_ui.requests.hearings import HearingPages
from admin_ui.requests.matrix import MatrixPages
from admin_ui.requests.news import NewsPages
from admin_ui.requests.requests import RequestPages
from admin_ui.requests.rights import RightPages

ROUTERS = (
    Router(
        path="/",
        route_handlers=[DocumentPages, MatrixPages, AskingPages, RequestPages, NewsPages, RightPages, HearingPages],
        before_request=require_bound,
    ),
)
