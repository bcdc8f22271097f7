"""The Litestar application: which doors it opens, and what every answer carries."""

from pathlib import Path

from litestar import Litestar, Response, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import License
from litestar.static_files import create_static_files_router

from itineriz.web import RouteController
from joptimiz.api.basemaps import BasemapController
from joptimiz.api.decisions import DecisionController
from joptimiz.api.health import HealthController
from joptimiz.api.territories import TerritoryController
from joptimiz.body import Reader
from joptimiz.problems import HANDLERS
from joptimiz.public import web as public
from joptimiz.security import secure
from joptimiz.viewer import VIEWERS
from joptimiz.wiring import Services

STATIC = Path(__file__).resolve().parent / "static"
LARGEST_BODY = 8_000_000


def create_app(services: Services) -> Litestar:
    """The application over these services."""
    statics = create_static_files_router(
        path="/static", directories=[STATIC], opt={"access": "public"}, include_in_schema=False, after_request=_keep
    )
    return Litestar(
        route_handlers=[
            HealthController,
            TerritoryController,
            DecisionController,
            RouteController,
            BasemapController,
            Router(path="/", route_handlers=public.handlers, opt={"access": "public"}),
            statics,
        ],
        state=State({"services": services, "shelf": services.shelf, "settings": services.settings}),
        exception_handlers=HANDLERS,
        dto=Reader,
        openapi_config=OpenAPIConfig(
            title="JOPTIMIZ",
            version="1",
            description="Les arrêtés de circulation des territoires, en réponses citées.",
            license=License(name="EUPL-1.2", identifier="EUPL-1.2"),
            openapi_router=Router(path="/schema", route_handlers=[], opt={"access": "public"}),
            render_plugins=VIEWERS,
        ),
        compression_config=CompressionConfig(backend="gzip", minimum_size=1_000, exclude=["/basemaps/"]),
        request_max_body_size=LARGEST_BODY,
        after_request=secure,
    )


def _keep(response: Response[object]) -> Response[object]:
    """Built files carry the hash of their content in their name: browsers may keep them."""
    response.headers["cache-control"] = "public, max-age=31536000, immutable"
    return secure(response)
