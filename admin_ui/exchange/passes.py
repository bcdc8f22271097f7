"""`/api/v1/passes`: the passes of either side, for programs."""

from litestar import Controller, get

from accounts.web.asking import Asked, get_caller
from accounts.web.pages import now_of
from admin_ui.exchange.asking import CARRIERS, DESK, READS, SOUGHT
from admin_ui.exchange.shapes import PassesOut, PassOut
from cirqliz.service.programs import Sought, list_passes


class PassController(Controller):
    """The passes of the carrier, or of the territory, that the caller acts for."""

    path = "/api/v1/passes"
    tags = ["Dérogations"]  # noqa: RUF012
    opt = {"access": "signed", "roles": (*CARRIERS, *DESK)} | READS  # Litestar’s own convention

    @get("/", summary="Les laissez-passer, derniers changés en dernier", dependencies=SOUGHT)
    async def read_all(self, request: Asked, sought: Sought) -> PassesOut:
        """One page of what either side sees."""
        page = await list_passes(get_caller(request), sought, now_of(request))
        return PassesOut([PassOut.of(one) for one in page.found], page.following, page.since)
