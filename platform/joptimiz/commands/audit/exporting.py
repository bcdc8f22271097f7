"""`joptimiz audit export`: the journal of a territory as a file that proves itself."""

import argparse
import asyncio
from pathlib import Path

from joptimiz.commands.rules.saying import MISUSED, OK, WRONG, print_problems, say
from joptimiz.commands.standing import standing
from joptimiz.database import DatabaseRefused
from rules.log import nearest
from rules.model import Problem
from rules.texts.clockwise import counted
from rules.texts.problems import did_you_mean
from tenants.audit import export_audit
from tenants.registry import list_territories
from tenants.settings import Settings


def export(given: argparse.Namespace) -> int:
    """Write the file, whole or not at all."""
    try:
        return asyncio.run(_export(Settings.of(), given.territory, given.output))
    except (DatabaseRefused, OSError) as error:
        print_problems((Problem("export", str(error)),), machine=False)
        return WRONG


async def _export(settings: Settings, territory: str, output: Path) -> int:
    async with standing(settings, "joptimiz audit export"):
        known = [entry.slug for entry in await list_territories()]
        if territory not in known:
            near = nearest(territory, known)
            hint = did_you_mean(near) if near else f"Territoires connus\u00a0: {', '.join(known) or 'aucun'}."
            message = f"Aucun territoire ne se nomme «\u202f{territory}\u202f»."
            print_problems((Problem("territory_unknown", message, hint),), machine=False)
            return MISUSED
        partial = output.with_name(f".{output.name}.partial")
        count = -1
        with partial.open("wb") as file:
            async for line in export_audit(territory):
                file.write(line)
                count += 1
        partial.replace(output)
    say(f"✓ {territory}\u00a0: {counted(count, 'ligne')} et le sceau dans {output}.", "green")
    return OK
