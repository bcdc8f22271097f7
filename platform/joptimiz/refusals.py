"""A failure met by a person in a browser is a page; programs keep its document."""

from collections.abc import Callable

import msgspec
from litestar import Request, Response
from litestar.datastructures import State

from joptimiz.problems import HANDLERS, TYPE, Details
from joptimiz.public.drawing import page
from joptimiz.security import secure

type Handler = Callable[..., Response[bytes]]

_PROGRAMS = ("/api/", "/cds/", "/basemaps/", "/oauth/", "/static/", "/.well-known/")
"""What is never opened as a page."""
_PASSES = (500, 502, 503, 504)
"""What may be gone at the next try."""


def wants_page(request: Request[object, object, State]) -> bool:
    """Whether a person is there to read the answer: browsers ask for text/html, scripts and programs do not."""
    return "text/html" in request.headers.get("accept", "") and not request.scope["path"].startswith(_PROGRAMS)


def _paged(handler: Handler) -> Handler:
    def handle(request: Request[object, object, State], error: Exception) -> Response[bytes]:
        response = handler(request, error)
        if response.media_type != TYPE or not wants_page(request):
            return response
        told = msgspec.json.decode(response.content, type=Details)
        again = request.url.path if request.method == "GET" and told.status in _PASSES else ""
        drawn = page("failure.html", told=told, again=again)
        if drawn.status_code != 200:  # the pages are not built: the document says more
            return response
        kept = {name: value for name, value in response.headers.items() if name.lower() != "content-type"}
        kept["cache-control"] = "no-store"
        return secure(
            Response(drawn.content.encode(), status_code=told.status, media_type=drawn.media_type, headers=kept)
        )

    return handle


FAILURES: dict[int | type[Exception], Handler] = {kind: _paged(handler) for kind, handler in HANDLERS.items()}
"""What answers each failure."""
