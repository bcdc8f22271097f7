"""`POST /api/v1/texts`: text messages, handed on and signed by the operator that receives them."""

import hmac
import re
from datetime import datetime
from hashlib import sha256
from typing import Annotated, cast

from litestar import Controller, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from numeriz.needs import Asked
from numeriz.service.texting import Message, answer_text
from numeriz.web.discs import PUBLIC, instant_of, stays_of
from tenants.errors import Failure, NotFound

HEADER = "x-joptimiz-signature"
APART_S = 300
"""How old a signature may be."""
_SAID = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


class Unsigned(Failure):
    """What no operator signed."""

    status = 403


class TextIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A message, as it was received."""

    id: Annotated[str, Meta(min_length=1, max_length=100, description="Celui de l’opérateur\u00a0: suivi une fois")]
    territory: Annotated[str, Meta(max_length=64, description="Dont le numéro l’a reçu")]
    sender: Annotated[
        str, Meta(min_length=3, max_length=30, description="Numéro de qui l’envoie\u00a0; gardé en empreinte")
    ]
    body: Annotated[str, Meta(max_length=500)]


class TextOut(Struct, frozen=True):
    """The sentence to send back."""

    sentence: str


class TextController(Controller):
    """For one operator, which has a secret with us."""

    path = "/api/v1/texts"
    tags = ["Disque"]  # noqa: RUF012  # Litestar’s own convention
    opt = PUBLIC

    @post(
        "/", status_code=HTTP_200_OK, summary="Disque par SMS",
        description="«\u00a0AIRE CODE PLAQUE\u00a0», «\u00a0FIN PLAQUE\u00a0». "
        "L’opérateur signe\u00a0: "
        "`X-Joptimiz-Signature: t=<secondes Unix>,v1=<HMAC-SHA256 de « t.corps », en hexadécimal>`, "
        "cinq minutes au plus avant.",
    )  # fmt: skip
    async def receive(self, request: Asked, data: JSONBody[TextIn]) -> TextOut:
        """Do what it asks, and say what to answer."""
        secret = cast("str | None", request.app.state["text_secret"])
        if not secret:
            raise NotFound("texts-off", "Aucun opérateur de SMS n’est déclaré ici.")
        _check(request.headers.get(HEADER, ""), await request.body(), secret, instant_of(request))
        message = Message(data.id, data.territory, data.sender, data.body.replace("\0", ""))
        return TextOut(await answer_text(stays_of(request), secret, message))


def _check(said: str, body: bytes, secret: str, now: datetime) -> None:
    """Raises Unsigned for a signature that is not of this body, this secret and this time."""
    found = _SAID.fullmatch(said.strip())
    if found is not None and abs(now.timestamp() - int(found[1])) <= APART_S:
        signed = hmac.digest(secret.encode(), found[1].encode() + b"." + body, sha256).hex()
        if hmac.compare_digest(signed, found[2]):
            return
    raise Unsigned("text-unsigned", "Ce message n’est pas signé par l’opérateur déclaré ici.")
