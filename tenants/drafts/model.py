"""What a draft is: its content, where it is on its way, what is said of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from rules.model import GeoJSON

type State = Literal["open", "submitted", "approved", "scheduled", "published", "dropped"]

STATE_WORDS: dict[State, str] = {
    "open": "en cours",
    "submitted": "soumis",
    "approved": "approuvé",
    "scheduled": "programmé",
    "published": "publié",
    "dropped": "abandonné",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A rulebook being written over version `base`; `digest` stands for its whole content."""

    territory: str
    id: UUID
    title: str
    base: int
    state: State
    author: UUID
    created_at: datetime
    updated_at: datetime
    publish_at: datetime | None
    published: int | None
    halted: str | None
    request_key: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class File:
    """A YAML file at its last revision."""

    name: str
    revision: int
    text: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A GeoJSON file at its last revision."""

    path: str
    revision: int
    shape: GeoJSON


@dataclass(frozen=True, slots=True)
class Content:
    """All that a draft holds now."""

    files: tuple[File, ...]
    zones: tuple[Zone, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says of a draft or of a line of it."""

    id: UUID
    kind: Literal["comment", "refusal"]
    file: str | None
    line: int | None
    words: str
    person: UUID
    at: datetime
    resolved_at: datetime | None
    resolved_by: UUID | None


@dataclass(frozen=True, slots=True)
class Hand:
    """Who wrote last in a file of a draft, and when."""

    file: str
    person: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody approved the draft as it stood; `holds` while it still stands so."""

    person: UUID
    digest: str
    at: datetime
    holds: bool


def file_name(short: str) -> str:
    """The path of a file by its short name: `territory.yaml` lies alone, all others in `rules/`."""
    return short if short == "territory.yaml" else f"rules/{short}"


def short_name(name: str) -> str:
    """The reverse."""
    return name.removeprefix("rules/")
