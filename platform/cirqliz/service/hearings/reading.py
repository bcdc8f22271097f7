"""Hearings as each side reads them: a territory its own, a carrier its own over all territories."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from asyncpg import Connection, Record

from cirqliz.core.hearings import Band, Ground, How, Measure, Said, Stage, band_of
from cirqliz.service.acting import KEEPERS, READERS, for_carrier, for_territory
from rules.canonical import Tree
from tenants.database import Scope, scoped
from tenants.errors import NotFound
from tenants.who import Caller, Who

LIVE = ("open", "heard")
MOST = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What a carrier answered; `oral`: it asks to be heard in person; `waived`: it says nothing more."""

    text: str
    oral: bool
    waived: bool
    person: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Chosen:
    """A measure and why; no measure where the territory gives up."""

    measure: Measure | None
    reason: str


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a territory means to do with a right, how its holder was heard of it, what came of it."""

    territory: str
    carrier: UUID | None
    id: UUID
    derogation: UUID
    measure: Measure
    reason: str
    ground: Ground | None
    urgency: str
    due_on: date
    state: Stage
    opened_by: UUID
    opened_at: datetime
    heard_how: How | None
    heard_on: date | None
    heard_note: str
    heard_by: UUID | None
    heard_at: datetime | None
    proposed: Chosen | None
    proposed_by: UUID | None
    outcome: Chosen | None
    ended_by: UUID | None
    ended_at: datetime | None
    answers: tuple[Answer, ...] = ()

    @property
    def lives(self) -> bool:
        """Whether it goes on."""
        return self.state in LIVE

    @property
    def said(self) -> Said:
        """What of the answers tells how they are to be heard."""
        return _said(self.answers)

    def band(self, today: date) -> Band:
        """Where it stands for who decides it."""
        return band_of(self.state, self.due_on, today, self.said, proposed=self.proposed_by is not None)


async def get_hearing(who: Who, hearing: UUID) -> Hearing:
    """One of the territory acted for; raises Refused, NotFound."""
    scope = for_territory(who, READERS)
    async with scoped(scope) as connection:
        return await _get(connection, "territory = $1 AND id = $2", scope.territory, hearing)


async def get_own_hearing(who: Caller, hearing: UUID) -> Hearing:
    """One of the carrier acted for, of any territory; raises Refused, NotFound."""
    carrier, role = for_carrier(who, KEEPERS)
    async with scoped(Scope(carrier=str(carrier), role=role)) as connection:
        return await _get(connection, "carrier = $1 AND id = $2", carrier, hearing)


async def list_live(who: Who) -> tuple[Hearing, ...]:
    """Those that go on in the territory acted for, the first term first, 500 at most; raises Refused."""
    scope = for_territory(who, READERS)
    async with scoped(scope) as connection:
        return await _list(connection, "territory = $1 AND state IN ('open', 'heard')", scope.territory)


async def list_of_right(who: Who, derogation: UUID) -> tuple[Hearing, ...]:
    """All of one right, whatever came of them; raises Refused."""
    scope = for_territory(who, READERS)
    async with scoped(scope) as connection:
        return await _list(connection, "territory = $1 AND derogation = $2", scope.territory, derogation)


async def list_own(who: Caller) -> tuple[Hearing, ...]:
    """Those of the carrier acted for that go on, over all territories; raises Refused."""
    carrier, role = for_carrier(who, KEEPERS)
    async with scoped(Scope(carrier=str(carrier), role=role)) as connection:
        return await _list(connection, "carrier = $1 AND state IN ('open', 'heard')", carrier)


async def _get(connection: Connection, where: str, *values: object) -> Hearing:
    found = await _list(connection, where, *values)
    if not found:
        raise unknown()
    return found[0]


async def _list(connection: Connection, where: str, *values: object) -> tuple[Hearing, ...]:
    rows = await connection.fetch(
        f"SELECT * FROM hearing WHERE {where} ORDER BY due_on, opened_at, id LIMIT {MOST}",  # noqa: S608  # ours
        *values,
    )
    answers = await _answers(connection, [row["id"] for row in rows])
    return tuple(_hearing(row, answers.get(row["id"], ())) for row in rows)


async def read_said(connection: Connection, hearing: UUID) -> Said:
    """What was answered until now, in the open transaction."""
    return _said((await _answers(connection, [hearing])).get(hearing, ()))


def _said(answers: Sequence[Answer]) -> Said:
    """Who gives up asks nothing any more; who answers after that has not given up."""
    gave_up = bool(answers) and answers[-1].waived
    return Said(any(one.text for one in answers), not gave_up and any(one.oral for one in answers), gave_up)


async def _answers(connection: Connection, hearings: Collection[UUID]) -> Mapping[UUID, Sequence[Answer]]:
    rows = await connection.fetch(
        "SELECT hearing, text, oral, waived, person, at FROM hearing_answer WHERE hearing = ANY ($1) ORDER BY at, id",
        list(hearings),
    )
    found: dict[UUID, list[Answer]] = {}
    for row in rows:
        found.setdefault(row["hearing"], []).append(
            Answer(row["text"], row["oral"], row["waived"], row["person"], row["at"])
        )
    return found


def chosen_of(text: str | None) -> Chosen | None:
    """A decision as the database keeps it."""
    if text is None:
        return None
    tree: dict[str, Tree] = json.loads(text)
    return Chosen(cast("Measure | None", tree["measure"]), str(tree["reason"]))


def _hearing(row: Record, answers: Sequence[Answer]) -> Hearing:
    return Hearing(
        row["territory"], row["carrier"], row["id"], row["derogation"], row["measure"], row["reason"],
        row["ground"] or None, row["urgency"], row["due_on"], row["state"], row["opened_by"], row["opened_at"],
        row["heard_how"] or None, row["heard_on"], row["heard_note"], row["heard_by"], row["heard_at"],
        chosen_of(row["proposed"]), row["proposed_by"], chosen_of(row["outcome"]), row["ended_by"], row["ended_at"],
        tuple(answers),
    )  # fmt: skip


def unknown() -> NotFound:
    """What is not there, or is another’s."""
    return NotFound("hearing-unknown", "Cette procédure n’existe pas.", "Voyez la liste des demandes.")
