"""What everybody may read of derogations: counts that tell of nobody."""

from typing import cast

from litestar import Response, get
from litestar.params import FromPath

from accounts.core.limits import LISTS, network_of
from accounts.service.throttle import hold
from accounts.web.asking import Asked
from accounts.web.pages import now_of
from cirqliz.service.derogations import Derogations
from cirqliz.service.exporting import list_counted
from connectors.derogations import write
from connectors.derogations.writing import Form
from joptimiz.public.serving import get_book, give, public


@get("/t/{slug:str}/derogations.csv", include_in_schema=False)
@public
async def counts_csv(request: Asked, slug: FromPath[str]) -> Response[str] | Response[bytes]:
    """For a spreadsheet."""
    return await _counts(request, slug, "csv", "text/csv; charset=utf-8")


@get("/t/{slug:str}/derogations.json", include_in_schema=False)
@public
async def counts_json(request: Asked, slug: FromPath[str]) -> Response[str] | Response[bytes]:
    """For a program."""
    return await _counts(request, slug, "json", "application/json")


@get("/t/{slug:str}/derogations.zip", include_in_schema=False)
@public
async def counts_package(request: Asked, slug: FromPath[str]) -> Response[str] | Response[bytes]:
    """With its schema beside."""
    return await _counts(request, slug, "datapackage", "application/zip")


async def _counts(request: Asked, slug: str, form: Form, media_type: str) -> Response[bytes]:
    await get_book(request, slug)
    await hold(LISTS, network_of(request.client.host if request.client else ""), now_of(request))
    on = cast("Derogations", request.app.state["derogations"])
    # Of a day and no hour: what changes within it is not told apart.
    day = on.now().replace(hour=0, minute=0, second=0, microsecond=0)
    body, _ = write(await list_counted(on, slug), "open", form, day)
    ending = "zip" if form == "datapackage" else form
    return give(request, body, media_type, f"{slug}-derogations.{ending}")


handlers = [counts_csv, counts_json, counts_package]
