"""What a pass says: an array of small numbers, with neither name nor reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import cbor2

VERSION = 1
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
CODE_BYTES = 8
DEVICE_BYTES = 33
"""A point of P-256, compressed."""
MOST_ZONES = 16
LONGEST_PLATE = 16
_MOST_MINUTES = 2**26
"""127 years."""
_MOST_NUMBER = 2**31


@dataclass(frozen=True, slots=True)
class Payload:
    """A pass as it is signed; `zones` are numbers of its territory’s, none for wherever its kind counts.

    `kind` is `kind_number` of the kind of derogation; `status` its place in the status lists of its territory.
    """

    code: bytes
    plate: str | None
    zones: tuple[int, ...]
    starts_at: datetime
    ends_at: datetime
    kind: int
    status: int
    device: bytes | None = None

    def encode(self) -> bytes:
        """As compact CBOR."""
        fields: list[object] = [
            VERSION, self.code, self.plate, list(self.zones), minutes(self.starts_at), minutes(self.ends_at),
            self.kind, self.status,
        ]  # fmt: skip
        return cbor2.dumps(fields if self.device is None else [*fields, self.device], canonical=True)


def decode(data: bytes) -> Payload | None:
    """What these bytes say; nothing for bytes that are not exactly as `encode` writes them."""
    try:
        fields = cbor2.loads(data, max_depth=4)
    except Exception:  # whatever strange bytes make a reader raise, they are not ours
        return None
    match fields:
        case [int(version), bytes(code), plate, list(zones), start, end, kind, status, *device] if (
            version == VERSION and len(code) == CODE_BYTES and len(zones) <= MOST_ZONES
        ):
            pass
        case _:
            return None
    numbers = (start, end, kind, status, *zones)
    if not all(type(each) is int and 0 <= each < _MOST_NUMBER for each in numbers):
        return None
    if max(start, end) >= _MOST_MINUTES or end <= start or not _is_plate(plate) or not _is_device(device):
        return None
    found = Payload(
        code, plate, tuple(zones), moment(start), moment(end), kind, status, device[0] if device else None
    )  # fmt: skip
    return found if found.encode() == data else None


def minutes(at: datetime) -> int:
    """Whole minutes since 2024 began, in UTC."""
    return int((at - EPOCH) // timedelta(minutes=1))


def moment(count: int) -> datetime:
    """The instant of that many minutes."""
    return EPOCH + timedelta(minutes=count)


def kind_number(kind: str) -> int:
    """A kind of derogation in two bytes: a code names no reason, and the rulebook tells which kind it is."""
    return int.from_bytes(sha256(kind.encode()).digest()[:2], "big")


def find_kind(kinds: Iterable[str], number: int) -> str | None:
    """The one kind of a rulebook that has this number; nothing where none has, or two have."""
    found = [kind for kind in kinds if kind_number(kind) == number]
    return found[0] if len(found) == 1 else None


def _is_plate(plate: object) -> bool:
    if plate is None:
        return True
    return isinstance(plate, str) and 0 < len(plate) <= LONGEST_PLATE and plate.isalnum() and plate.upper() == plate


def _is_device(device: list[object]) -> bool:
    return not device or (len(device) == 1 and isinstance(device[0], bytes) and len(device[0]) == DEVICE_BYTES)
