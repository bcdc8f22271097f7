"""Passes in words, for both sides: their states, their addresses, their pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from accounts.web.asking import Asked
from accounts.web.pages import base_of
from cirqliz.core.passes.telling import Told, tell
from cirqliz.core.passes.token import url_of
from cirqliz.service.letters import Fonts
from cirqliz.service.passes.keys import PassKeys
from cirqliz.service.passes.records import Held
from cirqliz.service.passes.sheets import Sheet
from cirqliz.service.passes.showing import PAGE, STATES, Code, Looked
from rules.written.plates import compact
from tenants.snapshot import Snapshot

FILTERS = {"standing": "En cours", "stopped": "Suspendus", "over": "Terminés ou retirés"}
_WORDS = {
    "active": "En service", "suspended": "Suspendu", "revoked": "Retiré", "used_up": "Jours épuisés",
    "coming": "À venir", "over": "Terminé",
}  # fmt: skip
_SIGNS = {"active": "active", "coming": "coming", "suspended": "suspended", "used_up": "suspended"}


@dataclass(frozen=True, slots=True)
class Line:
    """A pass, as a list and its page say it."""

    held: Held
    told: Told
    state: str
    sign: str
    shows: bool


def keys_of(request: Asked) -> PassKeys:
    """The keys that passes are signed by."""
    return cast("PassKeys", request.app.state["pass_keys"])


def fonts_of(request: Asked) -> Callable[[], Fonts]:
    """The fonts of sheets, made once a process, in some seconds: call it in a thread."""
    return cast("Callable[[], Fonts]", request.app.state["letter_fonts"])


def line_of(held: Held, snapshot: Snapshot, now: datetime) -> Line:
    """A pass in words, as it stands now."""
    state = held.state
    if state == "active":
        state = "over" if now >= held.ends_at else "coming" if now < held.starts_at else "active"
    return Line(held, told_of(held, snapshot), _WORDS[state], _SIGNS.get(state, "revoked"), held.shows_on(now))


def told_of(held: Held, snapshot: Snapshot) -> Told:
    """A pass in words."""
    book = snapshot.rulebooks.get(held.territory)
    return tell(
        held.place, (held.country, held.plate), (held.kind, held.terms), zones=held.zones,
        instants=(held.starts_at, held.ends_at), bundle=book.bundle if book else None, timezone=held.timezone,
    )  # fmt: skip


def sheets_of(request: Asked, codes: Sequence[Code], snapshot: Snapshot) -> tuple[Sheet, ...]:
    """What paper shows of passes; raises Unsafe where the site has no address."""
    origin = base_of(request)
    return tuple(Sheet(told_of(code.held, snapshot), url_of(origin, code.token), code.held.number) for code in codes)


def looked_at(asked: Mapping[str, str]) -> Looked:
    """What the address asks to see; what it says wrong is left out."""
    state, page = asked.get("etat", ""), asked.get("page", "")
    plate = compact(asked.get("q", "").replace("\0", ""))[:16]
    return Looked(
        state if state in STATES else "standing", plate, asked.get("t", "").replace("\0", "")[:64],
        min(int(page), 10_000) if page.isascii() and page.isdigit() and int(page[:6]) > 0 else 1,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turning:
    """Which page of a list is shown, of how many."""

    home: str
    looked: Looked
    count: int

    @property
    def pages(self) -> int:
        """How many there are."""
        return max(1, -(-self.count // PAGE))

    def to(self, page: int) -> str:
        """The address of another."""
        looked = self.looked
        said = {"etat": looked.state, "q": looked.plate, "t": looked.territory, "page": str(page)}
        return f"{self.home}?{urlencode({name: value for name, value in said.items() if value})}"

    @property
    def filtered(self) -> bool:
        """Whether not everything is looked at."""
        return bool(self.looked.plate or self.looked.territory or self.looked.state != "standing")
