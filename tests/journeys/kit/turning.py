"""Keys turned amid a shift: `python turning.py DATABASE FOLDER TERRITORY`; prints a pass that the new one signed."""

import asyncio
import random
import sys
from pathlib import Path

from beats import NOW, pass_signed_by

from accounts.service.secret import Secret
from cirqliz.service.passes.keys import HouseKeys
from tenants.database import close_database, open_database
from tenants.keys.ring import rotate
from tenants.keys.vault import Vault


async def turn(url: str, folder: str, territory: str) -> None:
    """What `joptimiz keys rotate --at-once` does, by the clock of the product under test."""
    await open_database(url, size=2)
    vault = Vault(Secret(None, Path(folder)).derive)
    await rotate(territory, vault, NOW, by="joptimiz keys", at_once=True)
    signer = await HouseKeys(vault).get_signer(territory, NOW)
    sys.stdout.write(pass_signed_by(signer, "AB900CD", random.Random(5), "http://localhost"))
    await close_database()


if __name__ == "__main__":
    asyncio.run(turn(*sys.argv[1:]))
