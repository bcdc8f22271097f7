"""The map page, the legal pages and our icon; the front door mounts `handlers`."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response, get

import accounts
from accounts.web.asking import Asked
from accounts.web.forms import visitor_of
from admin_ui import territories
from joptimiz.public.assets import BUILD_COMMAND, MANIFEST, NotBuilt, assets

type Context = Mapping[str, object]

_NOTHING: Context = MappingProxyType({})
_HOUSE = Path(__file__).parents[1]
_TEMPLATES = Environment(
    loader=FileSystemLoader(
        [_HOUSE / "templates", *(Path(one.__path__[0], "templates") for one in (accounts, territories))]
    ),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(
    template: str, manifest: Path = MANIFEST, context: Mapping[str, object] = MappingProxyType({}), **words: object
) -> Response[str]:
    """A page with the addresses of its built files; 503 with the command to run when they are not built."""
    try:
        html = _TEMPLATES.get_template(template).render({**context, **words}, asset=assets(manifest))
    except NotBuilt:
        html = _TEMPLATES.get_template("not-built.html").render(command=BUILD_COMMAND)
        return Response(html, media_type=MediaType.HTML, status_code=503)
    return Response(html, media_type=MediaType.HTML, status_code=200)


def draw(template: str, context: Context) -> Response[str]:
    """A page of a room, by its template and what fills it."""
    return page(template, context=context)


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
    mark = (_HOUSE / "static" / "favicon.svg").read_bytes()
    return Response(mark, media_type="image/svg+xml", headers={"cache-control": "public, max-age=86400"})


@get("/favicon.ico", sync_to_thread=False, include_in_schema=False)
def favicon_ico() -> Response[None]:
    """Browsers ask for it unasked; the page names the SVG one."""
    return Response(None, status_code=204)


handlers = [map_page, accessibility, legal_notice, favicon, favicon_ico]
