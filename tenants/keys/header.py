"""What is signed of a published version: whose it is, which bytes, in what order, until when, and what its bytes lack.

The bytes never change; the header adds what does: the clock of the territory as a table, and what is laid over the
version. With it nobody needs a time zone database, nor anything but the envelope, to give the verdict.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from rules.canonical import Tree, canonical
from rules.clock import DAY_SECONDS, offset_pieces, seconds, seconds_up
from rules.model import Activation, Overlay

TYPE = "joptimiz/bundle@1"
LASTS = timedelta(days=7)
"""How long a seal is believed."""
YEARS_BEFORE, YEARS_AFTER = 1, 2
"""The clock is told over the year of the seal, that many before and after."""

type Standing = Literal["in_force", "past"]


@dataclass(frozen=True, slots=True)
class Seal:
    """A header over the bytes of a version, signed."""

    territory: str
    rulebook: int
    sequence: int
    state: str
    header: str
    kid: str
    sig: str
    issued_at: datetime
    expires_at: datetime

    def envelope(self, bundle: bytes) -> bytes:
        """The bytes to serve: canonical JSON, as the bundle is."""
        parts = (b'{"alg":"ES256","bundle":', bundle, b',"header":', self.header.encode())
        return b"".join((*parts, f',"kid":"{self.kid}","sig":"{self.sig}"}}'.encode()))


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a header tells of a version."""

    territory: str
    rulebook: int
    sequence: int
    standing: Standing
    sha256: str
    timezone: str
    overlays: tuple[Overlay, ...]

    def header(self, now: datetime) -> bytes:
        """The bytes to sign at this instant."""
        offsets = offsets_of(self.timezone, now.year - YEARS_BEFORE, now.year + YEARS_AFTER)
        return canonical({
            "type": TYPE,
            "territory": self.territory,
            "rulebook": self.rulebook,
            "sequence": self.sequence,
            "standing": self.standing,
            "issued": seconds(now),
            "expires": seconds(now + LASTS),
            "digest": self.sha256,
            "offsets": offsets,
            "overlays": list(overlays_of(self.overlays, offsets[0][0])),
        })  # fmt: skip


def offsets_of(timezone: str, first_year: int, last_year: int) -> list[tuple[int, int]]:
    """From which instant on which offset from UTC holds, in seconds; the last entry has none, and ends the table."""
    zone = ZoneInfo(timezone)
    first, last = (_midnight(year) for year in (first_year, last_year + 1))
    found: list[tuple[int, int]] = []
    for day in range(first // DAY_SECONDS, last // DAY_SECONDS):
        for start, _, offset in offset_pieces(zone, day):
            if not found or found[-1][1] != offset:
                found.append((start, offset))
    return [*found, (last, 0)]


def _midnight(year: int) -> int:
    return seconds(datetime(year, 1, 1, tzinfo=UTC))


def overlays_of(overlays: Iterable[Overlay], since: int) -> Iterable[Mapping[str, Tree]]:
    """Overlays as a header writes them, but for those that ended before the clock is told."""
    for overlay in overlays:
        if not isinstance(overlay, Activation):
            yield {"basis": overlay.basis, "start": overlay.start.isoformat()}
            continue
        # Rounded up, both ends answer as they did for whole seconds, which is all a question may give.
        end = None if overlay.end is None else seconds_up(overlay.end)
        if end is None or end > since:
            told: dict[str, Tree] = {"trigger": overlay.trigger, "start": seconds_up(overlay.start)}
            yield told if end is None else {**told, "end": end}
