"""`/api/v1/stays`, `/holds`, `/reports`: discs set by phones, which need neither account nor name."""

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, cast
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED
from msgspec import Meta

from numeriz.core.stay import Told
from numeriz.needs import Asked, Drivers
from numeriz.service.asked import Set
from numeriz.service.kept import Kept, print_of
from numeriz.service.stays import Stays
from numeriz.web.disc_shapes import (
    MOST_SYNCED,
    ChangeIn,
    DiscVehicle,
    EndIn,
    HoldIn,
    ReportIn,
    StayIn,
    StayOut,
    SyncedOut,
)
from tenants.errors import Unreadable

SECRET_BYTES = 32
PUBLIC = {"access": "public"}
NO_STORE = {"cache-control": "no-store"}
_HOW = (
    " Le téléphone tire un secret de 256 bits et l’envoie à chaque fois\u00a0: `Authorization: Disc <base64url>`. "
    "Qui a ce secret voit et termine ses disques\u00a0; il n’y a ni compte ni nom."
)
type Queue = Annotated[list[StayIn], Meta(min_length=1, max_length=MOST_SYNCED)]


def stays_of(request: Asked) -> Stays:
    """The service behind the doors."""
    return cast("Stays", request.app.state["stays"])


def drivers_of(request: Asked) -> Drivers:
    """What is known of who asks."""
    return cast("Drivers", request.app.state["drivers"])


def instant_of(request: Asked) -> datetime:
    """The instant of this request."""
    return cast("Callable[[], datetime]", request.app.state["now"])()


def phone_of(request: Asked) -> bytes:
    """What is kept of the secret of this phone; raises Unreadable without one."""
    scheme, _, said = request.headers.get("authorization", "").strip().partition(" ")
    said = said.strip().rstrip("=")
    secret = b""
    if scheme.lower() == "disc":
        try:
            secret = urlsafe_b64decode(said + "=" * (-len(said) % 4))
        except (Base64Error, ValueError):
            secret = b""
    if len(secret) != SECRET_BYTES:
        raise Unreadable(
            "disc-secret", "Le secret de ce téléphone manque, ou ne se lit pas.",
            "Envoyez «\u00a0Authorization: Disc\u00a0» suivi de 32 octets en base64url.",
        )  # fmt: skip
    return print_of(secret)


async def _attached(request: Asked, asked: Set, vehicle: DiscVehicle) -> Set:
    """The same with what the fleet knows of its vehicle, where one is named."""
    if vehicle.id is None:
        return asked
    found = await drivers_of(request).vehicle_of(request, vehicle.id)
    return replace(
        asked, carrier=found.carrier, vehicle=vehicle.id, plate=found.plate, country=found.country,
        facts={**asked.facts, **found.facts},
    )  # fmt: skip


def _said(request: Asked, kept: Kept) -> Response[StayOut]:
    status = HTTP_201_CREATED if kept.new else HTTP_200_OK
    return Response(StayOut.of(kept, instant_of(request)), status_code=status, headers=NO_STORE)


class StayController(Controller):
    """The discs of one phone."""

    path = "/api/v1/stays"
    tags = ["Disque"]  # noqa: RUF012  # Litestar’s own convention
    opt = PUBLIC

    @post(
        "/", summary="Poser le disque",
        description="201 s’il est nouveau, 200 s’il était connu\u00a0: l’identifiant est la clé d’idempotence." + _HOW,
    )  # fmt: skip
    async def set(self, request: Asked, data: JSONBody[StayIn]) -> Response[StayOut]:
        """Set a disc."""
        phone, asked = phone_of(request), data.asked()
        await drivers_of(request).pace(request, instant_of(request))
        return _said(request, await stays_of(request).set(phone, await _attached(request, asked, data.vehicle)))

    @get("/", summary="Les disques de ce téléphone, le dernier d’abord", description="Soixante jours." + _HOW)
    async def list_own(self, request: Asked) -> Response[list[StayOut]]:
        """What this phone set."""
        now = instant_of(request)
        found = await stays_of(request).list_own(phone_of(request))
        return Response([StayOut.of(one, now) for one in found], headers=NO_STORE)

    @post(
        "/sync", status_code=HTTP_200_OK, summary="Envoyer les disques posés sans réseau",
        description="Jusqu’à 24 heures après, à l’heure du téléphone corrigée\u00a0; chacun a sa réponse. Une aire "
        "pleine entre-temps n’en refuse aucun\u00a0: le disque est gardé sans place." + _HOW,
    )  # fmt: skip
    async def sync(self, request: Asked, data: JSONBody[Queue]) -> Response[list[SyncedOut]]:
        """Keep what waited."""
        phone, now = phone_of(request), instant_of(request)
        await drivers_of(request).pace(request, now)
        asked = [await _attached(request, one.asked(), one.vehicle) for one in data]
        done = await stays_of(request).sync(phone, asked)
        return Response([SyncedOut.of(one, now) for one in done], headers=NO_STORE)

    @get("/{stay:uuid}", summary="Un disque, et ce qu’il dit maintenant")
    async def read(self, request: Asked, stay: FromPath[UUID]) -> Response[StayOut]:
        """One of this phone."""
        return _said_again(request, await stays_of(request).get(phone_of(request), stay))

    @patch(
        "/{stay:uuid}", summary="Prolonger, ou dire pourquoi on est là",
        description="De tant de minutes en tout\u00a0: répété, rien de plus. Une raison ne donne pas de temps.",
    )  # fmt: skip
    async def change(self, request: Asked, stay: FromPath[UUID], data: JSONBody[ChangeIn]) -> Response[StayOut]:
        """Extend it where that is allowed, or keep why it is there."""
        phone = phone_of(request)
        data.check_one()
        await drivers_of(request).pace(request, instant_of(request))
        if data.reason is not None:
            return _said_again(request, await stays_of(request).explain(phone, stay, data.reason))
        return _said_again(request, await stays_of(request).extend(phone, stay, data.extend_min or 0))

    @post("/{stay:uuid}/end", status_code=HTTP_200_OK, summary="Partir")
    async def end(self, request: Asked, stay: FromPath[UUID], data: JSONBody[EndIn]) -> Response[StayOut]:
        """Take it back."""
        phone = phone_of(request)
        await drivers_of(request).pace(request, instant_of(request))
        told = Told(data.at, data.clock_offset_s)
        return _said_again(request, await stays_of(request).end(phone, stay, told))


def _said_again(request: Asked, kept: Kept) -> Response[StayOut]:
    return _said(request, replace(kept, new=False))


class HoldController(Controller):
    """The place that one phone holds."""

    path = "/api/v1/holds"
    tags = ["Disque"]  # noqa: RUF012  # as above
    opt = PUBLIC

    @post("/", summary="Retenir une place avant d’arriver", description="Là où l’arrêté le permet." + _HOW)
    async def hold(self, request: Asked, data: JSONBody[HoldIn]) -> Response[StayOut]:
        """Hold a place."""
        phone, asked = phone_of(request), data.asked()
        await drivers_of(request).pace(request, instant_of(request))
        return _said(request, await stays_of(request).hold(phone, await _attached(request, asked, data.vehicle)))

    @delete("/{hold:uuid}", status_code=HTTP_200_OK, summary="Rendre la place retenue")
    async def give_up(self, request: Asked, hold: FromPath[UUID]) -> Response[StayOut]:
        """Give it up."""
        return _said_again(request, await stays_of(request).end(phone_of(request), hold, Told(instant_of(request), 0)))


class ReportController(Controller):
    """What is said of bays."""

    path = "/api/v1/reports"
    tags = ["Disque"]  # noqa: RUF012  # as above
    opt = PUBLIC

    @post("/", summary="Signaler une aire pleine, encombrée, fermée, ou dont le panneau est faux", description=_HOW)
    async def report(self, request: Asked, data: JSONBody[ReportIn]) -> Response[dict[str, str]]:
        """Keep it once."""
        phone = phone_of(request)
        await drivers_of(request).pace(request, instant_of(request))
        new = await stays_of(request).report(phone, data.report())
        said = {"id": str(data.id), "outcome": "stored" if new else "known", "sentence": "Merci, c’est noté."}
        return Response(said, status_code=HTTP_201_CREATED if new else HTTP_200_OK, headers=NO_STORE)
