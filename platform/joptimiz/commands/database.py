"""An act on the database as it stands, what is wrong with it said in French."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from asyncpg import PostgresError

from joptimiz.commands.rules.saying import WRONG, print_problems
from joptimiz.commands.standing import standing
from joptimiz.database import DatabaseRefused
from rules.model import Problem
from tenants.errors import Failure
from tenants.settings import Settings

type Act = Callable[[argparse.Namespace, datetime], Awaitable[int]]


def run_act(act: Act, given: argparse.Namespace, who: str) -> int:
    """Do it; its exit code, or the one that says what is wrong."""
    now = datetime.now(UTC)  # noqa: TID251  # the front door reads the clock
    try:
        return asyncio.run(_on_database(act, given, now, who))
    except Failure as failure:
        problem = Problem(failure.code, f"{failure.title} {failure.detail}".strip())
    except (DatabaseRefused, PostgresError, OSError, ValueError) as error:
        problem = Problem("database", str(error))
    print_problems((problem,), machine=False)
    return WRONG


async def _on_database(act: Act, given: argparse.Namespace, now: datetime, who: str) -> int:
    async with standing(Settings.of(), who):
        return await act(given, now)
