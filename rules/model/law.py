"""What stands: orders, zones, kinds of right, special days, and what is laid over them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from rules.model.answers import Verdict
from rules.model.conditions import Condition

type GeoJSON = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do or not to exceed: a kind of `rules.vocabulary.DUTIES`, with its amount when it is a limit."""

    kind: str
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Activation:
    """A dated overlay: rules that wait for this trigger are in season over `[start, end)` (aware instants)."""

    trigger: str
    start: datetime
    end: datetime | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Repeal:
    """A dated overlay: rules that rest on this legal basis cease to apply on a local date."""

    basis: str
    start: date
    source: str = ""


type Overlay = Activation | Repeal


@dataclass(frozen=True, slots=True)
class Zone:
    """A dated geometry where rules apply; `no` is never reused within its territory."""

    id: str
    no: int
    kind: str
    name: str
    geometry: GeoJSON
    precision: str = "exact"


@dataclass(frozen=True, slots=True)
class Order:
    """An arrêté."""

    id: str
    title: str
    signed: date | None = None
    authority: str | None = None
    url: str | None = None
    basis: str | None = None
    """The legal basis its rules rest on, such as « CGCT L2213-2 »."""
    statuses: tuple[tuple[date | None, str], ...] = ((None, "in_force"),)
    """From each local date on (the first has none), a status of `rules.vocabulary.ORDER_STATUSES`."""

    @property
    def status(self) -> str:
        """The latest status."""
        return self.statuses[-1][1]

    def status_on(self, day: date) -> str:
        """The status on a local date."""
        return next(status for start, status in reversed(self.statuses) if start is None or start <= day)


@dataclass(frozen=True, slots=True)
class RightKind:
    """A kind of derogation that a rulebook knows."""

    id: str
    name: str
    """French, with its article: « la dérogation artisan »."""
    order: str
    article: str
    holder: str = "vehicle"
    """`vehicle` or `carrier`."""
    quota_days: int | None = None
    """Days a year; a right of this kind that does not tell its days left is not known to hold."""
    decided_by: str = "desk"
    """`desk`, or `automatic` for a right held without request."""
    delay_days: int | None = None
    proofs: tuple[str, ...] = ()
    to_verify: bool = False
    form: str = ""
    """One of `rules.vocabulary.FORMS`, or nothing where its author did not say: see `shape`."""
    suits: Condition | None = None
    """Whom it is for, by the facts of the vehicle; everybody when nothing."""
    duration_days: int | None = None
    """How long it lasts from its first day."""
    until: date | None = None
    """Exclusive: the day after the last one on which any right of this kind counts."""
    pool: int | None = None
    """How many telephones show it at once for whichever vehicles come; none where it is not for a carrier."""

    @property
    def shape(self) -> str:
        """Its form, as said, or as the rest of it tells."""
        if self.form or self.decided_by == "automatic":
            return self.form or "of_right"
        return "quota" if self.quota_days is not None else "period"

    @property
    def decider(self) -> str:
        """Who decides when it is asked for: what no fact of a vehicle tells is checked by the desk."""
        return "desk" if self.suits is None else self.decided_by


@dataclass(frozen=True, slots=True)
class DaySet:
    """Special days of a territory: which dates, known over which periods, by which source."""

    id: str
    name: str
    """French plural: « jours de match »."""
    source: str
    periods: tuple[tuple[date, date], ...]
    """`[from, to)` of local dates that are such days."""
    known: tuple[tuple[date, date], ...]
    """`[from, to)` over which the list is complete; outside, whether a day is one of them is unknown."""


@dataclass(frozen=True, slots=True)
class Territory:
    """The tenant as its rules see it."""

    slug: str
    name: str
    timezone: str
    crs: str
    siren: str | None = None
    default: Verdict = Verdict.ALLOWED
    demonstration: bool = False
    coverage: GeoJSON = field(default_factory=dict)
    members: tuple[str, ...] = ()
    """INSEE codes of its communes."""
    aliases: tuple[str, ...] = ()
    """Other SIREN it answers to."""
