"""Said to be heard, then decided: by two people where the territory wants it; the right stops at that instant."""

import json
from collections.abc import Mapping
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from cirqliz.core.hearings import Measure, may_follow, read_heard, read_reason
from cirqliz.service.acting import for_territory
from cirqliz.service.deciding import wants_second
from cirqliz.service.derogations import Act, Derogations
from cirqliz.service.hearings.opening import end, lock_live
from cirqliz.service.hearings.reading import Chosen, chosen_of, read_said
from cirqliz.service.keeping import body_of, moved, stop
from rules.canonical import Tree
from rules.model import Problem
from tenants.database import scoped
from tenants.errors import Conflict, Unreadable
from tenants.who import Who

type Came = Literal["decided", "proposed"]


async def record_heard(on: Derogations, who: Who, hearing: UUID, typed: Mapping[str, str], clock: ZoneInfo) -> None:
    """Keep how the holder was heard, said again if need be; no answer is taken any more. Days are those of `clock`.

    Raises Refused, NotFound, Conflict, Unreadable with every fault.
    """
    async with scoped(for_territory(who)) as connection:
        right, row = await lock_live(connection, hearing)
        opened, today = row["opened_at"].astimezone(clock).date(), on.now().astimezone(clock).date()
        heard, problems = read_heard(typed, opened, row["due_on"], today, await read_said(connection, hearing))
        if heard is None:
            raise invalid(problems)
        # A proposal knew of another hearing than this one.
        await connection.execute(
            "UPDATE hearing SET state = 'heard', heard_how = $2, heard_on = $3, heard_note = $4, heard_by = $5,"
            " heard_at = $6, proposed = NULL, proposed_by = NULL, proposed_at = NULL WHERE id = $1",
            hearing, heard.how, row["due_on"] if heard.how == "none" else heard.on, heard.note, who.person, on.now(),
        )  # fmt: skip
        await Act(on, connection, who).note("derogation.heard", body_of(right, hearing=str(hearing), how=heard.how))


async def decide_hearing(on: Derogations, who: Who, hearing: UUID, measure: Measure, reason: str) -> Came:
    """Suspend or end the right, or propose to where two people decide; raises Refused, NotFound, Conflict, Unreadable.

    Nothing is decided before its holder was heard, nor more than what they were told.
    """
    said, problems = read_reason(reason)
    if problems:
        raise invalid(problems)
    async with scoped(for_territory(who)) as connection:
        right, row = await lock_live(connection, hearing)
        if row["state"] != "heard":
            hint = "Notez d’abord comment il l’a été, ou qu’il n’a pas répondu à temps."
            raise Conflict("hearing-unheard", "Le titulaire n’a pas encore été entendu.", hint)
        if measure not in may_follow(row["measure"]):
            hint = "Ouvrez une autre procédure, qui l’annonce."
            raise Conflict("hearing-beyond", "Le titulaire n’a pas été entendu d’une telle mesure.", hint)
        if right["state"] not in ("active", "suspended"):
            raise moved(right)
        act, tree = Act(on, connection, who), {"measure": measure, "reason": said}
        if await wants_second(connection):
            agrees = chosen_of(row["proposed"]) == Chosen(measure, said)
            if not agrees:
                return await _propose(act, row["id"], tree, body_of(right, hearing=str(hearing)))
            if row["proposed_by"] == who.person:
                raise Conflict("hearing-second", "Vous l’avez proposée.", "Une autre personne doit la confirmer.")
        await end(act, row, "decided", tree)
        await stop(act, right, measure, said, by=str(hearing))
    return "decided"


def invalid(problems: tuple[Problem, ...]) -> Unreadable:
    """A form to be mended."""
    return Unreadable("hearing", "Rien n’est encore fait\u00a0: corrigez ce qui suit.", problems=problems)


async def _propose(act: Act, hearing: UUID, tree: Mapping[str, Tree], body: Mapping[str, Tree]) -> Came:
    await act.connection.execute(
        "UPDATE hearing SET proposed = $2, proposed_by = $3, proposed_at = $4 WHERE id = $1",
        hearing, json.dumps(tree), act.person, act.on.now(),
    )  # fmt: skip
    await act.note("derogation.proposed", body)
    return "proposed"
