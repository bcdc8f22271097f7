"""The Litestar application: which doors it opens, and what every answer carries."""

from functools import partial
from pathlib import Path

from litestar import Litestar, Request, Response, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import License
from litestar.static_files import create_static_files_router
from litestar.status_codes import HTTP_404_NOT_FOUND

from accounts.web import ROUTERS
from accounts.web.desk import Desk
from accounts.web.door import FindSigned, admit
from accounts.web.forms import require_bound
from admin_ui.bays import ROUTERS as BAY_DESK
from admin_ui.checks import ROUTERS as CHECKS
from admin_ui.derogations import ROUTERS as DEROGATION_DESK
from admin_ui.exchange import ROUTERS as EXCHANGE
from admin_ui.passes import ROUTERS as PASS_DESK
from admin_ui.requests import ROUTERS as REQUEST_DESK
from admin_ui.routers import ROUTERS as BACK_OFFICE
from admin_ui.rules import ROUTERS as RULE_DESK
from admin_ui.settings import ROUTERS as SETTINGS_DESK
from admin_ui.stays import ROUTERS as STAY_DESK
from admin_ui.territories import Closing, ClosingPages, TerritoryPages
from admin_ui.zones import ROUTERS as ZONE_DESK
from itineriz.web import RouteController
from joptimiz.api.addresses import AddressController
from joptimiz.api.basemaps import BasemapController
from joptimiz.api.changes import ChangesController
from joptimiz.api.decisions import DecisionController
from joptimiz.api.health import HealthController
from joptimiz.api.remedies import RemedyController
from joptimiz.api.rulebooks import RulebookController
from joptimiz.api.sealed import SealedController
from joptimiz.api.territories import TerritoryController
from joptimiz.api.windows import WindowController
from joptimiz.body import Reader
from joptimiz.described import describe
from joptimiz.discs import Drivers
from joptimiz.letter_fonts import letter_fonts
from joptimiz.letters import Letters
from joptimiz.owners import OWNERS
from joptimiz.privacy import house_register
from joptimiz.public import drawing
from joptimiz.public import privacy as privacy_page
from joptimiz.public import web as public
from joptimiz.refusals import FAILURES
from joptimiz.security import secure
from joptimiz.surroundings import seen
from joptimiz.viewer import VIEWERS
from joptimiz.wiring import Services, archives_in, differ_later, export_later, letters_later
from numeriz.web import ROUTERS as NUMERIZ
from tenants.opening.reference import Reference

STATIC = Path(__file__).resolve().parent / "static"
DESKS = (
    *BACK_OFFICE,
    *RULE_DESK,
    *ZONE_DESK,
    *SETTINGS_DESK,
    *DEROGATION_DESK,
    *REQUEST_DESK,
    *PASS_DESK,
    *CHECKS,
    *BAY_DESK,
    *EXCHANGE,
    *STAY_DESK,
)
"""What people, and programs, find once signed in."""
LARGEST_BODY = 8_000_000
LONGEST_PATH = 250
PACKED = ("/basemaps/", "/fermeture/archive", "/bays/live")
"""What is compressed already, or told piece by piece."""


def create_app(services: Services) -> Litestar:
    """The application over these services."""
    statics = create_static_files_router(
        path="/static", directories=[STATIC], opt={"access": "public"}, include_in_schema=False,
        before_request=_reachable, after_request=_keep,
    )  # fmt: skip
    app = Litestar(
        route_handlers=[
            HealthController,
            TerritoryController,
            ChangesController,
            RulebookController,
            SealedController,
            DecisionController,
            WindowController,
            RemedyController,
            RouteController,
            AddressController,
            BasemapController,
            Router(path="/", route_handlers=[*public.handlers, privacy_page.privacy_page], opt={"access": "public"}),
            *ROUTERS,
            *DESKS,
            *NUMERIZ,
            Router(path="/", route_handlers=[TerritoryPages, ClosingPages], before_request=require_bound),
            statics,
        ],
        state=_state(services),
        middleware=[FindSigned()],
        guards=[admit],
        exception_handlers=FAILURES,
        dto=Reader,
        openapi_config=_contract(),
        compression_config=CompressionConfig(backend="gzip", minimum_size=1_000, exclude=list(PACKED)),
        request_max_body_size=LARGEST_BODY,
        after_request=_secure,
    )
    return describe(app)


def _state(services: Services) -> State:
    """What doors find at hand; `accounts` is what the pages of accounts stand on."""
    reference = Reference(services.settings.data)
    desk = Desk(
        services.identity,
        services.settings.origin,
        services.mailbox,
        drawing.draw,
        services.settings.proconnect,
        commune_of=reference.commune_of,
        has_newcomers=services.settings.has_newcomers,
    )
    named = {"services": services, "shelf": services.shelf, "settings": services.settings}
    rooms = {
        "now": services.now,
        "mail": Letters(services.identity.mail, services.now),
        "accounts": desk,
        "sealing": services.identity.seal,
        "register": house_register(),
        "listeners": services.listeners,
        "derogations": services.derogations,
        "pass_keys": services.pass_keys,
        "letter_fonts": letter_fonts,
        "letters_later": letters_later,
        "reminding": services.reminding,
        "stays": services.stays,
        "live_bays": services.live_bays,
        "drivers": Drivers(),
        "text_secret": services.settings.text_secret,
        "later": differ_later,
        "reference": reference,
        "closing": Closing(OWNERS, archives_in(services.settings), export_later),
        "see": partial(seen, data=services.settings.data),
    }
    return State({**named, **rooms, "page": drawing.page})


def _contract() -> OpenAPIConfig:
    """The OpenAPI document and its page."""
    return OpenAPIConfig(
        title="JOPTIMIZ",
        version="1",
        description="Les arrêtés de circulation des territoires, en réponses citées.",
        license=License(name="EUPL-1.2", identifier="EUPL-1.2"),
        openapi_router=Router(
            path="/schema",
            route_handlers=[],
            opt={"access": "public"},
            after_request=_document,
            include_in_schema=False,
        ),
        render_plugins=VIEWERS,
    )


# Hooks are coroutines, though they wait for nothing: the framework runs plain functions in a thread, at each request.


async def _secure(response: Response[object]) -> Response[object]:
    """What every answer carries."""
    return secure(response)


async def _reachable(request: Request[object, object, State]) -> None:
    """Raises `NotFoundException` for names no file may have, on which the system would fail rather than not find."""
    path = request.scope["path"]
    if "\0" in path or len(path) > LONGEST_PATH:
        raise NotFoundException


async def _document(response: Response[object]) -> Response[object]:
    """Litestar's own page for what the viewer lacks is in English; ours is said as everywhere."""
    if response.status_code == HTTP_404_NOT_FOUND:
        raise NotFoundException
    return secure(response)


async def _keep(response: Response[object]) -> Response[object]:
    """Built files carry the hash of their content in their name: browsers may keep them."""
    response.headers["cache-control"] = "public, max-age=31536000, immutable"
    return secure(response)
