"""What the holder of a right answers to what is meant: in writing, asking to be heard in person, or giving it up."""

from uuid import UUID

from cirqliz.core.hearings import LONGEST_ANSWER
from cirqliz.service.acting import KEEPERS, for_carrier, person_of, with_territory
from cirqliz.service.derogations import Act, Derogations
from cirqliz.service.hearings.reading import unknown
from tenants.database import scoped
from tenants.errors import Conflict, Unreadable
from tenants.who import Caller


async def answer_hearing(
    on: Derogations, who: Caller, territory: str, hearing: UUID, text: str, *, oral: bool = False
) -> None:
    """Answer, ask to be heard in person, or both; again if need be. Raises Refused, NotFound, Conflict, Unreadable."""
    said = text.replace("\0", "").strip()
    if len(said) > LONGEST_ANSWER or not (said or oral):
        hint = "Ou demandez à être entendu de vive voix."
        raise Unreadable("text", "Écrivez vos observations, en 4\u00a0000 signes au plus.", hint)
    await _add(on, who, territory, hearing, (said, oral, False))


async def waive_hearing(on: Derogations, who: Caller, territory: str, hearing: UUID) -> None:
    """Say that nothing more will be said; raises Refused, NotFound, Conflict."""
    await _add(on, who, territory, hearing, ("", False, True))


async def _add(on: Derogations, who: Caller, territory: str, hearing: UUID, values: tuple[str, bool, bool]) -> None:
    carrier, role = for_carrier(who, KEEPERS)
    async with scoped(with_territory(territory, carrier, role)) as connection:
        # Held against who would write meanwhile that nothing was answered.
        row = await connection.fetchrow(
            "SELECT * FROM hearing WHERE territory = $1 AND carrier = $2 AND id = $3 FOR UPDATE",
            territory, carrier, hearing,
        )  # fmt: skip
        if row is None:
            raise unknown()
        if row["state"] != "open":
            hint = "Écrivez au territoire, ou contestez sa décision."
            raise Conflict("hearing-closed", "Le territoire a déjà pris acte de vos observations.", hint)
        await connection.execute(
            "INSERT INTO hearing_answer (territory, carrier, hearing, text, oral, waived, person, at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            territory, carrier, hearing, *values, person_of(who), on.now(),
        )  # fmt: skip
        await Act(on, connection, who).note(
            "derogation.observed",
            {"hearing": str(hearing), "derogation": str(row["derogation"]), "carrier": str(carrier)},
        )
