"""The acts of `joptimiz privacy`."""

import argparse
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from joptimiz.commands.database import Act, run_act
from joptimiz.commands.rules.saying import OK, say
from joptimiz.privacy import house_register, purge_house
from joptimiz.wiring import LISTENERS
from rules.texts.clockwise import counted
from tenants.errors import NotFound
from tenants.privacy import list_proofs, list_terms, set_term
from tenants.privacy.exporting import csv_of, markdown_of
from tenants.registry import list_territories
from tenants.who import COMMAND_LINE


def run(act: str, given: argparse.Namespace) -> int:
    """Do it; the register is read without the database."""
    if act == "register":
        return _register(given)
    return run_act(_ACTS[act], given, "joptimiz privacy")


def _register(given: argparse.Namespace) -> int:
    text = csv_of(house_register()) if given.format == "csv" else markdown_of(house_register())
    if given.output is None:
        sys.stdout.write(text)
        return OK
    given.output.write_text(text, encoding="utf-8")
    say(f"✓ {given.output}", "green")
    return OK


async def _purge(given: argparse.Namespace, now: datetime) -> int:
    done = await purge_house(now, LISTENERS, dry_run=given.dry_run)
    for each in done:
        if each.count:
            say(f"{each.item:24} {each.count:>8}  {each.table}, jusqu’au {_said(each.cutoff)}")
    count = sum(each.count for each in done)
    total = f"{counted(count, 'ligne')} hors délai" if count else "aucune ligne hors délai"
    if given.dry_run:
        say(f"{total} ; rien n’a été effacé.")
    else:
        say(f"✓ {total} ; les preuves sont écrites.", "green")
    return OK


async def _terms(given: argparse.Namespace, now: datetime) -> int:
    if given.territory not in {entry.slug for entry in await list_territories()}:
        raise NotFound("territory-unknown", "Ce territoire n’existe pas.")
    if given.item is not None:
        after, text = given.after or "", given.deliberation
        await set_term(house_register(), given.territory, given.item, after, deliberation=text, by=COMMAND_LINE, at=now)
    for kept in await list_terms(house_register(), given.territory):
        term = kept.term
        told = f"de {term.least} à {term.most}, {term.after} au national"
        say(f"{term.name:24} {kept.after:8} {told}  {kept.deliberation}".rstrip())
    return OK


async def _proofs(given: argparse.Namespace, _: datetime) -> int:
    proofs = await list_proofs(max(1, given.count))
    for proof in proofs:
        say(f"{_said(proof.at)}  {proof.item:24} {proof.removed:>8}  {proof.keys_sha256[:16]}…  {proof.owner}".rstrip())
    say(f"{counted(len(proofs), 'preuve')}.")
    return OK


def _said(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


_ACTS: Mapping[str, Act] = {"purge": _purge, "terms": _terms, "proofs": _proofs}
