"""`/disque`: the driver’s page; `/B/{territory}/{code}`: what the sign of a bay opens."""

from typing import cast

from litestar import Response, get
from litestar.params import FromPath
from litestar.status_codes import HTTP_404_NOT_FOUND

from accounts.web.asking import Asked, find_signed
from joptimiz.public.drawing import page
from numeriz.core.bay import Bay
from numeriz.core.codes import read_code
from numeriz.service.alerts import Reminding
from numeriz.service.bays import find_by_code


@get("/disque", sync_to_thread=False, include_in_schema=False)
def disc_page(request: Asked) -> Response[str]:
    """The page, the same for every phone; only a driver who is signed in is offered their fleet."""
    return _page(request, None)


@get("/B/{territory:str}/{code:str}", include_in_schema=False)
async def sign_page(request: Asked, territory: FromPath[str], code: FromPath[str]) -> Response[str]:
    """The same page: the script reads from its address which bay it is, so that it opens without a network too."""
    number = read_code(code)
    bay = await find_by_code(territory.lower(), number) if number else None
    response = _page(request, bay)
    if bay is None:
        response.status_code = HTTP_404_NOT_FOUND
    return response


def _page(request: Asked, bay: Bay | None) -> Response[str]:
    sender = cast("Reminding", request.app.state["reminding"]).sender
    response = page("disc.html", push_key=sender.public, signed=find_signed(request) is not None, bay=bay)
    response.headers["cache-control"] = "no-store"
    response.headers["permissions-policy"] = "camera=(self), microphone=(), geolocation=(self)"
    response.headers["x-robots-tag"] = "noindex"
    return response


handlers = [disc_page, sign_page]
