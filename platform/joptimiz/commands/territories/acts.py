"""The acts of `joptimiz territories`, on the database as it stands."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from connectors.administrative import Authority
from joptimiz.commands.rules.saying import MISUSED, OK, WRONG, print_problems, say
from joptimiz.commands.standing import standing
from joptimiz.commands.territories.telling import tell_authorities, tell_checklist, tell_proposal, tell_standing
from joptimiz.database import DatabaseRefused
from joptimiz.owners import OWNERS
from joptimiz.surroundings import seen
from rules.model import Invalid, Problem
from rules.texts.clockwise import counted
from tenants.errors import Failure, Unreadable
from tenants.face.layers import read_hidden
from tenants.opening.boundary import read_boundary
from tenants.opening.checklist import checklist_of
from tenants.opening.closing import cancel_closing, export_territory, purge_exported
from tenants.opening.drafting import Choices, draft
from tenants.opening.opening import check_slug, list_standing, open_territory, propose_for
from tenants.opening.proposal import Proposal, by_hand, get_authority, read_siren
from tenants.opening.reference import Reference
from tenants.settings import Settings

type Act = Callable[[argparse.Namespace, Settings, datetime], Awaitable[int]]
BY = "ligne de commande"


def run(act: str, given: argparse.Namespace) -> int:
    """Do it; what is wrong is said in French."""
    now = datetime.now(UTC)  # noqa: TID251  # the front door reads the clock
    try:
        settings = Settings.of()
        if act == "find":
            return _find(given, settings)
        return asyncio.run(_on_database(_ACTS[act], given, settings, now))
    except (Invalid, Unreadable) as refused:
        print_problems(refused.problems, machine=False)
        return MISUSED
    except Failure as failure:
        print_problems((Problem(failure.code, failure.title, failure.detail),), machine=False)
        return WRONG
    except (DatabaseRefused, OSError, ValueError) as error:
        print_problems((Problem("database", str(error)),), machine=False)
        return WRONG


async def _on_database(act: Act, given: argparse.Namespace, settings: Settings, now: datetime) -> int:
    async with standing(settings, "joptimiz territories"):
        return await act(given, settings, now)


def _find(given: argparse.Namespace, settings: Settings) -> int:
    """By number when it is one, else by name."""
    table, text = Reference(settings.data).table, " ".join(given.text)
    found = table.find("".join(text.split()))
    authorities = (found,) if found else table.search(text)
    if not authorities:
        message = f"Personne ne se nomme «\u202f{text}\u202f» parmi les EPCI et les communes."
        raise Invalid((Problem("nobody", message, "Essayez moins de mots, ou le SIREN."),))
    tell_authorities(authorities)
    return OK


async def _list(_given: argparse.Namespace, _settings: Settings, _now: datetime) -> int:
    tell_standing(await list_standing())
    return OK


async def _propose(given: argparse.Namespace, settings: Settings, now: datetime) -> int:
    reference = Reference(settings.data)
    proposal, choices = await _asked(reference, given, now)
    tell_proposal(proposal, draft(proposal, choices, now.date(), reference.outlines))
    return OK


async def _open(given: argparse.Namespace, settings: Settings, now: datetime) -> int:
    reference = Reference(settings.data)
    proposal, choices = await _asked(reference, given, now)
    made, trial = await open_territory(reference, proposal, choices, by=BY, at=now, sandbox=not given.no_sandbox)
    say(f"✓ {made.bundle.territory.name}\u00a0: ouvert en brouillon sous le nom {made.slug}.", "green")
    for note in proposal.notes:
        say(f"  À regarder\u00a0: {note}")
    if trial is not None:
        say(f"✓ Essai servi sur la carte sous le nom {trial.territory}.", "green")
    say(f"  La suite\u00a0: joptimiz territories checklist {made.slug}")
    return OK


async def _checklist(given: argparse.Namespace, settings: Settings, _now: datetime) -> int:
    tell_checklist(await checklist_of(given.slug, await seen(given.slug, settings.data)))
    return OK


async def _close(given: argparse.Namespace, _settings: Settings, now: datetime) -> int:
    """Export, or purge what was exported, or take the closing back: one of them at a time."""
    if sum((given.export is not None, given.purge is not None, given.cancel)) != 1:
        hint = f"joptimiz territories close {given.slug} --export {given.slug}.zip"
        raise Invalid(
            (Problem("close_step", "Choisissez une étape : « --export », « --purge » ou « --cancel ».", hint),)
        )
    if given.cancel:
        await cancel_closing(given.slug, by=BY)
        say(f"✓ {given.slug}\u00a0: la fermeture est annulée.", "green")
        return OK
    return await (_export(given, now) if given.export is not None else _purge(given))


async def _export(given: argparse.Namespace, now: datetime) -> int:
    if given.export.exists():
        raise Invalid((Problem("export_exists", f"{given.export} existe déjà.", "Donnez un autre nom de fichier."),))
    made = await export_territory(given.slug, given.export, OWNERS, by=BY, at=now)
    say(
        f"✓ {given.slug}\u00a0: {made.archive} contient tout. Rien n’est encore effacé, rien n’y est plus publié.",
        "green",
    )
    say(f"  Empreinte de l’archive (SHA-256)\u00a0: {made.sha256}")
    say("  Mettez l’archive en lieu sûr, puis effacez\u00a0:")
    say(f"  joptimiz territories close {given.slug} --purge {made.archive} --confirm {given.slug}")
    say(f"  Ou annulez\u00a0: joptimiz territories close {given.slug} --cancel")
    return OK


async def _purge(given: argparse.Namespace) -> int:
    if given.confirm != given.slug:
        hint = f"Écrivez « --confirm {given.slug} »\u00a0: ce qui est effacé ne revient pas."
        raise Invalid(
            (Problem("close_unconfirmed", "Rien n’est effacé sans le nom du territoire écrit deux fois.", hint),)
        )
    proof = await purge_exported(given.slug, given.purge, OWNERS, by=BY)
    say(f"✓ {given.slug}\u00a0: fermé. {counted(sum(proof.rows.values()), 'ligne')} effacées d’ici.", "green")
    say(
        f"  Preuve, gardée dans le journal national\u00a0: le {proof.at:%d/%m/%Y à %H:%M} (UTC), archive {proof.sha256}"
    )
    return OK


async def _asked(reference: Reference, given: argparse.Namespace, now: datetime) -> tuple[Proposal, Choices]:
    """What is proposed, and what the options change in it."""
    check_slug(given.slug)
    proposal = await propose_for(reference, _authority(reference, given), now)
    boundary = None
    if given.boundary is not None:
        known = reference.outlines([member.insee for member in proposal.members])
        boundary = read_boundary(given.boundary.read_bytes(), known)
    hidden = read_hidden(given.hide)
    if isinstance(hidden, Problem):
        raise Invalid((hidden,))
    choices = Choices(
        slug=given.slug, name="" if given.member else given.name, timezone=given.timezone, crs=given.crs,
        aliases=tuple(given.alias), templates=dict(_template(text) for text in given.template),
        commune=given.commune, hidden=hidden, boundary=boundary,
    )  # fmt: skip
    return proposal, choices


def _authority(reference: Reference, given: argparse.Namespace) -> Authority:
    number = read_siren(given.siren)
    if given.member:
        return by_hand(reference.table, number, given.name, given.member)
    return get_authority(reference.table, number)


def _template(text: str) -> tuple[str, Mapping[str, str]]:
    """`marche:jours=we,sa;debut=06:00` as a name and what is chosen; raises Invalid."""
    name, _, settings = text.partition(":")
    pairs = [one.partition("=") for one in settings.split(";") if one]
    if any(not equals for _, equals, _ in pairs):
        hint = "Écrivez par exemple marche:jours=we,sa;debut=06:00."
        raise Invalid((Problem("template_settings", f"Les réglages de «\u202f{text}\u202f» ne se lisent pas.", hint),))
    return name, {key.strip(): value for key, _, value in pairs}


_ACTS: Mapping[str, Act] = {"list": _list, "propose": _propose, "open": _open, "checklist": _checklist, "close": _close}
