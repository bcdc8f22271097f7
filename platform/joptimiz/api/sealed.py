"""`GET /api/v1/territories/{slug}/bundle` and `GET /keys`: what verifies without us, once fetched."""

from typing import Annotated

from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, QueryParameter
from litestar.status_codes import HTTP_304_NOT_MODIFIED

from joptimiz.wiring import Services

SHORT = "public, max-age=60"
"""A minute: a publication is fetched soon, and nobody asks twice at once."""

_NUMBER = "Une version passée\u00a0; celle en vigueur si absent"


class SealedController(Controller):
    """What territories and the platform have signed; public, the same on every node."""

    tags = ["Signatures"]  # noqa: RUF012
    opt = {"access": "public"}  # noqa: RUF012

    @get("/api/v1/territories/{slug:str}/bundle", summary="Le règlement signé d’un territoire, à vérifier hors ligne")
    async def get_sealed(
        self,
        request: Request[object, object, State],
        slug: FromPath[str],
        rulebook: Annotated[int | None, QueryParameter(description=_NUMBER)] = None,
    ) -> Response[bytes]:
        """`{alg, bundle, header, kid, sig}`: the signature is over the canonical bytes of the header (RFC 8785)."""
        services: Services = request.app.state.services
        seal = await services.signing.seal(slug, services.now(), rulebook)
        tag = f'"{seal.sig[:22]}"'
        if request.headers.get("if-none-match") == tag:
            return _unchanged(tag)
        book = await services.history.rulebook(slug, seal.rulebook)
        return _told(seal.envelope(book.bundle.canonical), tag)

    @get("/keys", summary="Les clés de tous les territoires, liste signée par la plateforme")
    async def get_keys(self, request: Request[object, object, State]) -> Response[bytes]:
        """`{alg, kid, list, sig}`: the signature is over the canonical bytes of the list (RFC 8785)."""
        services: Services = request.app.state.services
        body = await services.signing.keys(services.now())
        # Canonical JSON ends with the signature: no two lists have the same.
        tag = f'"{body[-24:-2].decode()}"'
        return _unchanged(tag) if request.headers.get("if-none-match") == tag else _told(body, tag)


def _told(body: bytes, tag: str) -> Response[bytes]:
    # Scanners and verifiers of others read it from their own site.
    headers = {"etag": tag, "cache-control": SHORT, "access-control-allow-origin": "*"}
    return Response(body, headers=headers, media_type="application/json")


def _unchanged(tag: str) -> Response[bytes]:
    return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers={"etag": tag, "cache-control": SHORT})
