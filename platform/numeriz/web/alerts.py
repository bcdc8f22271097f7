"""`/api/v1/stays/{id}/alerts`: where a phone is told that its disc ends."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, put
from litestar.params import JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from connectors.webpush import Subscription
from numeriz.needs import Asked
from numeriz.service.alerts import Reminding, subscribe, unsubscribe
from numeriz.web.discs import instant_of, phone_of


class AlertIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The subscription that a browser made (Push API): its address and its keys, in base64url."""

    endpoint: Annotated[str, Meta(min_length=1, max_length=500, description="Chez le service du navigateur, en https")]
    p256dh: Annotated[str, Meta(min_length=1, max_length=100, description="La clé publique du navigateur")]
    auth: Annotated[str, Meta(min_length=1, max_length=40, description="Son secret d’authentification")]


class AlertController(Controller):
    """Whoever has the secret of a phone may have it told."""

    path = "/api/v1/stays/{stay:uuid}/alerts"
    tags = ["Disque"]  # noqa: RUF012  # Litestar’s own convention
    opt = {"access": "public"}  # noqa: RUF012

    @put(
        status_code=HTTP_204_NO_CONTENT,
        summary="Être prévenu avant la fin",
        description=(
            "Cinq minutes avant la fin, et à la fin ; l’abonnement est effacé au départ. En-tête : "
            "`Authorization: Disc <secret>`, celui du téléphone qui a posé le disque."
        ),
    )
    async def subscribe(self, request: Asked, stay: UUID, data: JSONBody[AlertIn]) -> None:
        """Keep where to tell it, in place of what was said before."""
        to = Subscription(data.endpoint, data.p256dh, data.auth)
        await subscribe(_reminding(request), phone_of(request), stay, to, instant_of(request))

    @delete(summary="Ne plus être prévenu")
    async def unsubscribe(self, request: Asked, stay: UUID) -> None:
        """Tell it no more."""
        await unsubscribe(phone_of(request), stay)


def _reminding(request: Asked) -> Reminding:
    reminding: Reminding = request.app.state["reminding"]
    return reminding
