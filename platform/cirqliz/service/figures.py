"""The figures of a desk over its last twelve months."""

from datetime import date
from zoneinfo import ZoneInfo

from cirqliz.core.figures import Decided, Figures, figures_of
from cirqliz.service.acting import OFFICERS, READERS, for_territory
from tenants.database import scoped
from tenants.who import Who


async def get_figures(who: Who, today: date, clock: ZoneInfo) -> Figures:
    """What was decided by people in the twelve months that end today, and the days used; raises Refused."""
    scope = for_territory(who, READERS)
    since = start_of(today)
    async with scoped(scope) as connection:
        rows = await connection.fetch(
            "SELECT kind, state = 'granted' AS granted, (asked_at AT TIME ZONE $3)::date AS asked,"
            " (decided_at AT TIME ZONE $3)::date AS decided, due_on AS due FROM request"
            " WHERE territory = $1 AND decided_by IS NOT NULL AND decided_at >= $2::date",
            scope.territory, since, str(clock),
        )  # fmt: skip
        used = await connection.fetch(
            "SELECT d.kind, to_char(y.day, 'YYYY-MM') AS month, count(*) AS days FROM derogation_day y"
            " JOIN derogation d ON d.territory = y.territory AND d.id = y.derogation"
            " WHERE y.territory = $1 AND y.day >= $2 GROUP BY 1, 2",
            scope.territory, since,
        )  # fmt: skip
    decided = [Decided(**row) for row in rows]
    days = {(row["kind"], row["month"]): row["days"] for row in used}
    return figures_of(decided, days, whole=scope.role in OFFICERS)


def start_of(today: date) -> date:
    """The first day of the month a year before."""
    return date(today.year - 1, today.month, 1)
