"""A process of `test_cut_off`: `URL OFFICER OWNER FIRST`; it takes lists and gives proofs, again and again."""

import asyncio
import io
import itertools
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from killing import join
from pypdf import PdfWriter
from signing import signed_again

from accounts.service.sealing import Seal
from accounts.service.secret import Secret
from cirqliz.core.listing import Entry, Memory
from cirqliz.service.derogations import Derogations
from cirqliz.service.documents import add_documents
from cirqliz.service.giving import give_proofs
from cirqliz.service.listing import list_asked
from cirqliz.service.taking import take_list
from joptimiz.holding import Fleets, Persons
from rules.written.plates import Plate
from tenants.shelf import Shelf
from tenants.who import Who

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
LINES = 200
SEAL = Seal(Secret("secret des essais", Path()))


def entries(batch: int) -> list[Entry]:
    """The lines of one list."""
    return [
        Entry(
            line, Plate("FR", f"AB{100 + line}CD"), "livraison", date(2026, 1, 1), None, None, 0, "active", "", "", (),
            f"L{batch}-{line}", {},
        )
        for line in range(LINES)
    ]  # fmt: skip


async def take(who: Who, batch: int) -> None:
    """One more list."""
    shelf = Shelf()
    await shelf.refresh()
    await take_list(
        Derogations(shelf.current, Fleets(), Persons(), lambda: NOW), who, entries(batch), Memory({"plaque": "plate"})
    )


async def give(who: Who, batch: int) -> None:
    """One more proof, to each territory that was asked."""
    kept, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": str(batch)})
    writer.write(kept)
    await add_documents(SEAL, who, {"proof": "Kbis"}, [(f"{batch}.pdf", kept.getvalue())], NOW)
    await give_proofs(SEAL, who, await list_asked(who), NOW)


async def main(url: str, officer: str, owner: str, first: str) -> None:
    """Say when it begins, then do both until killed."""
    await join(url, size=4)
    takes, gives = [await signed_again(Who(UUID(person), "", "")) for person in (officer, owner)]
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    for batch in itertools.count(int(first)):
        await asyncio.gather(take(takes, batch), give(gives, batch))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
