"""What a scanner and the server say to each other."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from msgspec import Meta, Struct

from cirqliz.core.checks import CheckAnswer
from cirqliz.service.checks import Made, Own, Taken

MOST = 200
"""Checks in one sending."""
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]


class CheckIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A check, as the device made it."""

    id: Annotated[UUID, Meta(description="Donné par l’appareil : le même contrôle n’est gardé qu’une fois")]
    at: Annotated[datetime, Meta(tz=True)]
    answer: CheckAnswer
    means: Literal["code", "plate"]
    code: Annotated[str, Meta(pattern="^[0-9a-f]{16}$", description="Le numéro du laissez-passer lu")] | None = None
    zone: Annotated[str, Meta(max_length=80)] = ""
    position: Annotated[tuple[Longitude, Latitude] | None, Meta(description="Gardée à cent mètres près")] = None
    plate: Annotated[
        str, Meta(max_length=16, pattern="^[A-Z0-9]*$", description="Jamais gardée quand le droit est vérifié")
    ] = ""
    data_at: Annotated[datetime, Meta(tz=True)] | None = None

    def made(self) -> Made:
        """The check itself."""
        code = bytes.fromhex(self.code) if self.code else None
        zone = self.zone.replace("\0", "")
        return Made(
            self.id, self.at, self.answer, self.means, code, zone, self.position, self.plate, self.data_at
        )  # fmt: skip


class ChecksIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Some of them."""

    checks: Annotated[list[CheckIn], Meta(min_length=1, max_length=MOST)]


class TakenOut(Struct, frozen=True):
    """What became of one."""

    id: UUID
    outcome: Annotated[Literal["stored", "known", "refused"], Meta(description="Dans les trois cas, à ne plus envoyer")]
    doubled: Annotated[bool, Meta(description="Le même laissez-passer vient d’être vu ailleurs")]
    why: str

    @classmethod
    def of(cls, one: Taken) -> Self:
        """One of them."""
        return cls(one.id, one.outcome, one.doubled, one.why)


class OwnOut(Struct, frozen=True):
    """A check of today."""

    id: UUID
    at: datetime
    answer: CheckAnswer
    means: str
    zone: str
    plate: str
    doubled: bool

    @classmethod
    def of(cls, one: Own) -> Self:
        """One of them."""
        return cls(one.id, one.at, one.answer, one.means, one.zone, one.plate, one.doubled)


class BeatOut(Struct, frozen=True):
    """A territory to be ready for: its rulebook is at `/api/v1/territories/{slug}/bundle`, its lists below `/s/`."""

    slug: str
    name: str
    demonstration: bool
    lists: list[str]


class ReadyOut(Struct, frozen=True):
    """What a device loads before going out, and the checks its officer made today."""

    at: datetime
    territory: str
    beats: list[BeatOut]
    checks: list[OwnOut]
