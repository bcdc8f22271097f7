"""The map page, the legal pages and our icon; the front door mounts `handlers`."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response, get

from accounts.web.pages import TEMPLATES
from joptimiz.public.assets import BUILD_COMMAND, MANIFEST, NotBuilt, assets

_HOUSE = Path(__file__).parents[1]
_TEMPLATES = Environment(
    loader=FileSystemLoader([_HOUSE / "templates", TEMPLATES]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, manifest: Path = MANIFEST) -> Response[str]:
    """A page with the addresses of its built files; 503 with the command to run when they are not built."""
    return draw(template, {}, manifest=manifest)


def draw(template: str, said: Mapping[str, object], status: int = 200, *, manifest: Path = MANIFEST) -> Response[str]:
    """The same for a page that says something."""
    try:
        html = _TEMPLATES.get_template(template).render(said, asset=assets(manifest))
    except NotBuilt:
        html, status = _TEMPLATES.get_template("not-built.html").render(command=BUILD_COMMAND), 503
    return Response(html, media_type=MediaType.HTML, status_code=status)


@get("/", sync_to_thread=False, include_in_schema=False)
def map_page() -> Response[str]:
    """The map of a territory's zones: the first thing anyone sees."""
    return page("map.html")


@get("/accessibilite", sync_to_thread=False, include_in_schema=False)
def accessibility() -> Response[str]:
    """The declaration French law asks for (RGAA 4.1.2): no audit yet, so « non conforme »."""
    return page("accessibility.html")


@get("/mentions-legales", sync_to_thread=False, include_in_schema=False)
def legal_notice() -> Response[str]:
    """Who publishes, where the data come from, what is kept."""
    return page("legal.html")


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
