"""The map page, the legal pages, our icon and the territories’ pages; the front door mounts `handlers`."""

from litestar import Response, get

from accounts.web.asking import Asked
from accounts.web.forms import visitor_of
from joptimiz.public import (
    derogations,
    disc,
    face,
    installed,
    passes,
    phone,
    territory_pages,
    version_pages,
    well_known,
    zone_pages,
)
from joptimiz.public.drawing import HOUSE, page


def _open_page(request: Asked, template: str) -> Response[str]:
    """A page for everyone, whose head names who is signed in: then no cache may keep it."""
    visitor = visitor_of(request)
    response = page(template, context={"visitor": visitor})
    if visitor["name"]:
        response.headers["cache-control"] = "no-store"
    return response


@get("/", sync_to_thread=False, include_in_schema=False)
def map_page(request: Asked) -> Response[str]:
    """The map of a territory's zones: the first thing anyone sees."""
    return _open_page(request, "map.html")


@get("/accessibilite", sync_to_thread=False, include_in_schema=False)
def accessibility(request: Asked) -> Response[str]:
    """The declaration French law asks for (RGAA 4.1.2): no audit yet, so « non conforme »."""
    return _open_page(request, "accessibility.html")


@get("/mentions-legales", sync_to_thread=False, include_in_schema=False)
def legal_notice(request: Asked) -> Response[str]:
    """Who publishes, where the data come from, what is kept."""
    return _open_page(request, "legal.html")


@get("/favicon.svg", sync_to_thread=False, include_in_schema=False)
def favicon() -> Response[bytes]:
    """Our mark: a road and the post that closes it."""
    mark = (HOUSE / "static" / "favicon.svg").read_bytes()
    return Response(mark, media_type="image/svg+xml", headers={"cache-control": "public, max-age=86400"})


@get("/favicon.ico", sync_to_thread=False, include_in_schema=False)
def favicon_ico() -> Response[None]:
    """Browsers ask for it unasked; the page names the SVG one."""
    return Response(None, status_code=204)


handlers = [
    map_page, accessibility, legal_notice, favicon, favicon_ico, *territory_pages.handlers, *zone_pages.handlers,
    *version_pages.handlers, *well_known.handlers, *face.handlers, *derogations.handlers,
    *passes.handlers, *phone.handlers, *installed.handlers, *disc.handlers,
]  # fmt: skip
