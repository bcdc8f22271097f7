"""`/healthz` says the process lives; `/readyz` says what it can answer with, and what is missing."""

from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE
from msgspec import Struct

from joptimiz.wiring import Services


class Check(Struct, frozen=True):
    """One thing the service stands on."""

    name: str
    ready: bool
    detail: str


class Readiness(Struct, frozen=True):
    """Everything the service stands on."""

    ready: bool
    rulebooks: list[str]
    checks: list[Check]


class Health(Struct, frozen=True):
    """The process lives."""

    status: str = "ok"


class HealthController(Controller):
    """Liveness and readiness; public, without detail of the machine."""

    tags = ["Santé"]  # noqa: RUF012
    opt = {"access": "public"}  # noqa: RUF012

    @get("/healthz", summary="Le processus vit", sync_to_thread=False)
    def healthz(self) -> Health:
        """Liveness."""
        return Health()

    @get("/readyz", summary="Le service peut répondre")
    async def readyz(self, request: Request[object, object, State]) -> Response[Readiness]:
        """Readiness: 503 while something is missing."""
        services: Services = request.app.state.services
        standing = await services.standing()
        checks = [Check(each.name, each.trouble is None, each.trouble or each.note or "prêt") for each in standing]
        ready = all(check.ready for check in checks)
        books = services.shelf.current().rulebooks.values()
        status = HTTP_200_OK if ready else HTTP_503_SERVICE_UNAVAILABLE
        return Response(Readiness(ready, [book.ref for book in books], checks), status_code=status)
