"""Processes of `test_closing_killed`: `export URL SLUG ARCHIVE` and `purge URL SLUG ARCHIVE`, over and over."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from killing import join

from joptimiz.owners import OWNERS
from tenants.opening.closing import export_territory, purge_exported

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


async def main(step: str, url: str, slug: str, archive: str) -> None:
    """Say when it begins, then do it again and again."""
    await join(url, size=2)
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    while True:
        if step == "export":
            await export_territory(slug, Path(archive), OWNERS, by="test", at=NOW)
        else:
            await purge_exported(slug, Path(archive), OWNERS, by="test")


asyncio.run(main(*sys.argv[1:]))
