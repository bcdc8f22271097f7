"""What a scanner and the server say to each other."""

import re
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from msgspec import Meta, Struct

from admin_ui.checks.words import SLIPS
from cirqliz.core.checks import CheckAnswer
from cirqliz.core.kinds import EARLIEST, FURTHEST
from cirqliz.core.passes.number import Number, Slip, read_number
from cirqliz.service.checks import Made, Own, Taken
from cirqliz.service.passes.records import Held
from tenants.errors import Unreadable

MOST = 200
"""Checks in one sending."""
_CODE, _PLATE = re.compile(r"[0-9a-f]{16}"), re.compile(r"[A-Z0-9]*")
type Word = Literal[
    "valid", "not_yet", "expired", "suspended", "revoked", "other_territory", "wrong_zone", "wrong_hour", "closed",
    "to_check", "stale", "forged", "unknown_key", "key_early", "key_over", "truncated", "malformed", "no_right",
    "unknown_number", "not_looked_up", "stamp_missing", "stamp_forged", "stamp_old", "stamp_early",
]  # fmt: skip
"""The values of `CheckAnswer`, as bodies are read."""


class CheckIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A check, as the device made it."""

    id: Annotated[UUID, Meta(description="Donné par l’appareil : le même contrôle n’est gardé qu’une fois")]
    at: Annotated[datetime, Meta(tz=True)]
    answer: Word
    means: Literal["code", "plate"]
    code: Annotated[str, Meta(max_length=16, description="Le numéro du laissez-passer lu, en hexadécimal")] | None = (
        None
    )
    zone: Annotated[str, Meta(max_length=80)] = ""
    position: (
        Annotated[
            list[float],
            Meta(min_length=2, max_length=2, description="Longitude et latitude, gardées à cent mètres près"),
        ]
        | None
    ) = None
    plate: Annotated[str, Meta(max_length=16, description="Jamais gardée quand le droit est vérifié")] = ""
    data_at: Annotated[datetime, Meta(tz=True)] | None = None
    stamped_at: (
        Annotated[datetime, Meta(tz=True, description="L’heure que le téléphone d’une flotte a signée")] | None
    ) = None

    def made(self) -> Made:
        """The check itself; raises Unreadable."""
        code, plate, position = self.code, self.plate, self.position
        if code is not None and not _CODE.fullmatch(code):
            raise Unreadable("check-code", "Ce numéro de laissez-passer ne se lit pas.")
        if not _PLATE.fullmatch(plate):
            raise Unreadable("check-plate", "Une plaque s’écrit ici en capitales et en chiffres, sans rien entre.")
        if position is not None and not (abs(position[0]) <= 180 and abs(position[1]) <= 90):
            raise Unreadable("check-position", "Cette position n’est pas sur la Terre.")
        if self.data_at is not None and not EARLIEST <= self.data_at.date() < FURTHEST:
            raise Unreadable("check-data", "L’heure des données de ce téléphone est hors du possible.")
        return Made(
            self.id, self.at, CheckAnswer(self.answer), self.means, bytes.fromhex(code) if code else None,
            self.zone.replace("\0", ""), (position[0], position[1]) if position else None, plate, self.data_at,
            self.stamped_at,
        )  # fmt: skip


class ChecksIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Some of them."""

    checks: Annotated[list[CheckIn], Meta(min_length=1, max_length=MOST)]
    officer: Annotated[UUID | None, Meta(description="Qui les a faits ; refusés si un autre est identifié")] = None


class NumberIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A number that is being checked."""

    number: Annotated[
        str, Meta(min_length=1, max_length=40, description="Sous le code ; espaces et tirets indifférents")
    ]

    def read(self) -> Number:
        """What it says; raises Unreadable."""
        found = read_number(self.number)
        if isinstance(found, Slip):
            raise Unreadable("number-unread", SLIPS[found], "Il est imprimé sous le code.")
        return found


class ShownOut(Struct, frozen=True):
    """What a check needs of a pass found by its number, now."""

    territory: str
    code: Annotated[str, Meta(description="Le numéro que son code signé dit, en hexadécimal")]
    number: str
    plate: str
    kind: str
    zones: Annotated[list[str], Meta(description="Vide : partout où il s’applique")]
    starts_at: datetime
    ends_at: datetime
    state: Annotated[Literal["active", "suspended", "revoked"], Meta(description="Jours épuisés : suspendu")]
    status: Annotated[int, Meta(description="Sa place dans les listes d’états de son territoire")]

    @classmethod
    def of(cls, one: Held) -> Self:
        """One of them."""
        return cls(
            one.territory, one.code.hex(), one.number, one.plate, one.kind, list(one.zones), one.starts_at, one.ends_at,
            one.state_shown, one.status,
        )  # fmt: skip


class TakenOut(Struct, frozen=True):
    """What became of one."""

    id: UUID
    outcome: Annotated[Literal["stored", "known", "refused"], Meta(description="Dans les trois cas, à ne plus envoyer")]
    doubled: Annotated[bool, Meta(description="Le même laissez-passer vient d’être vu ailleurs")]
    replayed: Annotated[bool, Meta(description="Un autre agent, ailleurs, a lu le même code d’une demi-minute")]
    why: str

    @classmethod
    def of(cls, one: Taken) -> Self:
        """One of them."""
        return cls(one.id, one.outcome, one.doubled, one.replayed, one.why)


class OwnOut(Struct, frozen=True):
    """A check of today."""

    id: UUID
    at: datetime
    answer: CheckAnswer
    means: str
    zone: str
    plate: str
    doubled: bool
    replayed: bool

    @classmethod
    def of(cls, one: Own) -> Self:
        """One of them."""
        return cls(one.id, one.at, one.answer, one.means, one.zone, one.plate, one.doubled, one.replayed)


class BeatOut(Struct, frozen=True):
    """A territory to be ready for: its rulebook is at `/api/v1/territories/{slug}/bundle`, its lists below `/s/`."""

    slug: str
    name: str
    demonstration: bool
    lists: list[str]
    zones: Annotated[list[str], Meta(description="Celles de l’agent ; vide : toutes")]


class ReadyOut(Struct, frozen=True):
    """What a device loads before going out, and the checks its officer made today."""

    at: datetime
    officer: UUID
    territory: str
    beats: list[BeatOut]
    checks: list[OwnOut]
