"""Pages from templates, with the addresses of their built files."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response

import accounts
import admin_ui
import admin_ui.bays
import admin_ui.checks
import admin_ui.derogations
import admin_ui.exchange
import admin_ui.passes
import admin_ui.requests
import admin_ui.rules
import admin_ui.settings
import admin_ui.stays
import admin_ui.territories
import admin_ui.zones
import numeriz
from joptimiz.public import words
from joptimiz.public.assets import BUILD_COMMAND, MANIFEST, NotBuilt, assets
from joptimiz.public.week import ribbon_said
from rules.written.plates import show

type Context = Mapping[str, object]

HOUSE = Path(__file__).parents[1]
_DESKS = (
    admin_ui.derogations, admin_ui.exchange, admin_ui.rules, admin_ui.territories, admin_ui.settings, admin_ui.zones,
    admin_ui.requests, admin_ui.passes, admin_ui.checks, admin_ui.bays, admin_ui.stays,
)  # fmt: skip
_ROOMS = tuple(path for room in (accounts, numeriz, admin_ui, *_DESKS) for path in room.__path__)


def _as_plate(number: str, country: str) -> str:
    return show(country, number)


_TEMPLATES = Environment(
    loader=FileSystemLoader([HOUSE / "templates", *(Path(room) / "templates" for room in _ROOMS)]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters |= {
    "spaced": words.spaced, "kind": words.kind_of, "kinds": words.kinds_of, "day": words.day_long,
    "date": words.long_date, "capital": words.capital, "ribbon": ribbon_said, "as_plate": _as_plate,
}  # fmt: skip
_TEMPLATES.globals |= {"counted": words.counted, "STATUSES": words.STATUSES, "STATUSES_SAID": words.STATUSES_SAID}


def page(
    template: str, manifest: Path = MANIFEST, context: Context = MappingProxyType({}), **words: object
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
