"""Lists of derogations as files: for who controls, and for their carrier."""

from dataclasses import replace
from hashlib import sha256
from typing import Annotated, Literal

from litestar import Controller, Response, get
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_304_NOT_MODIFIED

from accounts.service.organisations import siren_of
from accounts.web.asking import Asked, get_caller
from accounts.web.pages import now_of
from admin_ui.exchange.asking import CARRIERS, CHECKERS, READS, Since, derogations_of, with_offset
from cirqliz.service.exporting import list_control, list_own, made_at
from connectors.derogations import Derogation, write
from connectors.derogations.schemas import Variant

type Form = Literal["csv", "json", "datapackage"]
Chosen = Annotated[Form, QueryParameter(description="csv, json, ou datapackage (avec son schéma)", required=False)]
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "datapackage": "application/zip"}
ENDINGS = {"csv": "csv", "json": "json", "datapackage": "zip"}


class FileController(Controller):
    """Answered 304 to who has the same list already (`If-None-Match`)."""

    path = "/api/v1/derogations"
    tags = ["Dérogations"]  # noqa: RUF012
    opt = {"access": "signed", "roles": CHECKERS} | READS  # Litestar’s own convention

    @get("/control", summary="La liste pour le contrôle, au schéma derogation-zfe")
    async def control(self, request: Asked, form: Chosen = "json", since: Since = None) -> Response[bytes]:
        """All of it, or what changed since; each reading is kept in the journal."""
        records = await list_control(derogations_of(request), get_caller(request), with_offset(since))
        return _file(request, records, "control", form)

    @get("/export", summary="Vos dérogations, au schéma derogation-zfe", opt={"roles": CARRIERS})
    async def export(self, request: Asked, form: Chosen = "json") -> Response[bytes]:
        """Of a carrier, everywhere."""
        caller = get_caller(request)
        found, siren = await list_own(derogations_of(request), caller), await siren_of(caller)
        return _file(request, tuple(replace(one, holder_siren=siren) for one in found), "carrier", form)


def _file(request: Asked, records: tuple[Derogation, ...], variant: Variant, form: Form) -> Response[bytes]:
    body, _ = write(records, variant, form, made_at(records, now_of(request)))
    # An empty list has no last change: its hour is that of the question, and no part of what it says.
    named = sha256(body).hexdigest() if records else "vide"
    tag = f'W/"{named[:32]}"'
    headers = {"etag": tag, "content-disposition": f'attachment; filename="derogations.{ENDINGS[form]}"'}
    known = {each.strip() for each in request.headers.get("if-none-match", "").split(",")}
    if tag in known:
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers, media_type=TYPES[form])
    return Response(body, headers=headers, media_type=TYPES[form])
