"""What everybody may read of derogations: counts that tell of nobody, and the schemas that files of them follow."""

from typing import cast

from litestar import Response, get
from litestar.params import FromPath

from accounts.web.asking import Asked
from cirqliz.service.derogations import Derogations
from cirqliz.service.exporting import list_counted
from connectors.derogations import schema_of, write
from connectors.derogations.schemas import NAMES
from connectors.derogations.writing import Form
from joptimiz.public.serving import Missing, get_book, give, public

_SCHEMAS = {name: variant for variant, name in NAMES.items()}


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
    on = cast("Derogations", request.app.state["derogations"])
    # Of a day and no hour: what changes within it is not told apart.
    day = on.now().replace(hour=0, minute=0, second=0, microsecond=0)
    body, _ = write(await list_counted(on, slug), "open", form, day)
    ending = "zip" if form == "datapackage" else form
    return give(request, body, media_type, f"{slug}-derogations.{ending}")


@get("/schemas/derogation-zfe/{file:str}", include_in_schema=False)
@public
async def schema(request: Asked, file: FromPath[str]) -> Response[str] | Response[bytes]:
    """The TableSchema of a variant."""
    variant = _SCHEMAS.get(file.removesuffix(".json")) if file.endswith(".json") else None
    if variant is None:
        known = [(f"/schemas/derogation-zfe/{name}.json", name) for name in _SCHEMAS]
        raise Missing("Ce schéma n’existe pas.", "Il y en a un pour chaque usage.", known)
    return give(request, schema_of(variant), "application/json")


handlers = [counts_csv, counts_json, counts_package, schema]
