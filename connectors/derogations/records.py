"""A derogation as files tell it, in the words of this house."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

type Status = Literal["filed", "incomplete", "granted", "refused", "suspended", "withdrawn", "expired"]
type Level = Literal["national", "local"]
type HolderType = Literal["company", "person"]
type Display = Literal["qr", "sticker", "card", "none"]


@dataclass(frozen=True, slots=True)
class Derogation:
    """One decision, or one request; instants carry their offset, `end` is the day after the last one."""

    id: str
    number: str
    siren: str
    """Of the authority."""
    basis: str
    """The order and its article."""
    status: Status
    updated_at: datetime
    kind: str = "loc_autre"
    """A code of the schema."""
    kind_name: str = ""
    """What the order calls it."""
    level: Level = "local"
    zone: str = ""
    """Its identifier in the BNZFE."""
    plate: str = ""
    country: str = ""
    category: str = ""
    national_kind: str = ""
    """Rubric J.1."""
    body: str = ""
    """Rubric J.3."""
    gvw_kg: int | None = None
    energy: str = ""
    """Rubric P.3."""
    euro: str = ""
    first_registered: date | None = None
    critair: str = ""
    """EL, 1 to 5, NC; empty when unknown."""
    holder_type: HolderType | None = None
    holder_siren: str = ""
    asked_at: datetime | None = None
    decided_at: datetime | None = None
    refusal: str = ""
    start: date | None = None
    end: date | None = None
    quota_days: int | None = None
    used_days: int | None = None
    hours: str = ""
    """OSM opening_hours; empty for always."""
    zones: tuple[str, ...] = ()
    proofs: tuple[str, ...] = ()
    display: Display = "none"
    holder: str = ""
    """Who holds it, by any key: counted, never written."""
