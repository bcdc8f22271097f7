"""What carriers ask for, and the documents that support it."""

from litestar import Router

from accounts.web.forms import require_bound
from admin_ui.requests.documents import DocumentPages

ROUTERS = (Router(path="/", route_handlers=[DocumentPages], before_request=require_bound),)
