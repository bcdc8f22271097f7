"""The acts of `joptimiz measures`, each on the database as it stands."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from uuid import UUID
from zoneinfo import ZoneInfo

from joptimiz.commands.rules.saying import MISUSED, OK, WRONG, print_problems, say
from joptimiz.commands.standing import standing
from joptimiz.database import DatabaseRefused
from joptimiz.disk import disk_problem
from rules.log import nearest
from rules.model import Activation, Invalid, Overlay, Problem, Repeal
from rules.reading.questions import read_question
from rules.texts.clockwise import counted
from rules.texts.problems import did_you_mean
from tenants.errors import Failure
from tenants.laying import preview
from tenants.overlays import Laid, add_overlay, end_overlay, in_force, list_overlays
from tenants.registry import find_rulebook, list_territories
from tenants.settings import Settings
from tenants.snapshot import Rulebook
from tenants.who import COMMAND_LINE

SHOWN = 10
"""Changes told of each territory before the rest is counted."""

type Act = Callable[[argparse.Namespace, datetime], Awaitable[int]]


def run(act: str, given: argparse.Namespace) -> int:
    """Do it; what is wrong with the question, or with the database, is said in French."""
    now = datetime.now(UTC)  # noqa: TID251  # the front door reads the clock
    try:
        return asyncio.run(_on_database(_ACTS[act], given, now))
    except Invalid as error:
        print_problems(error.problems, machine=False)
        return MISUSED
    except Failure as failure:
        print_problems((Problem(failure.code, f"{failure.title} {failure.detail}"),), machine=False)
        return WRONG
    except DatabaseRefused as error:
        print_problems((Problem("database", str(error)),), machine=False)
        return WRONG
    except OSError as error:
        print_problems((disk_problem(error),), machine=False)
        return WRONG


async def _on_database(act: Act, given: argparse.Namespace, now: datetime) -> int:
    async with standing(Settings.of(), "joptimiz measures"):
        return await act(given, now)


async def _show(given: argparse.Namespace, _: datetime) -> int:
    clock: tzinfo = UTC
    if given.territory is not None:
        clock = _clock(await _book(given.territory))
    laid = await list_overlays(given.territory)
    standing_now = in_force(laid)
    for each in laid:
        held = each.overlay is not None and each.overlay in standing_now
        say(f"{each.id}  {_words(each, clock)}", "" if held else "dim")
    say(f"{counted(len(laid), 'mesure')}.")
    return OK


async def _activate(given: argparse.Namespace, now: datetime) -> int:
    book = await _book(given.territory)
    triggers = {rule.trigger for rule in book.bundle.rules if rule.trigger}
    if given.trigger not in triggers:
        near = nearest(given.trigger, triggers)
        hint = (
            did_you_mean(near)
            if near
            else f"Déclencheurs de {book.ref}\u00a0: {', '.join(sorted(triggers)) or 'aucun'}."
        )
        raise Invalid((Problem("unknown_trigger", f"Aucune règle n’attend «\u202f{given.trigger}\u202f».", hint),))
    start = _instant(given.start, book)
    end = _instant(given.end, book) if given.end is not None else None
    if end is not None and end <= start:
        raise Invalid((Problem("period_reversed", "La fin précède le début."),))
    laid = await add_overlay(
        given.territory, Activation(given.trigger, start, end, given.source), by=COMMAND_LINE, at=now
    )
    say(f"✓ {laid.id}  {_words(laid, _clock(book))}", "green")
    return OK


async def _repeal(given: argparse.Namespace, now: datetime) -> int:
    overlay = Repeal(given.basis, _day(given.start), given.source)
    slugs = [given.territory] if given.territory else [e.slug for e in await list_territories() if e.rulebook]
    books = {slug: await _book(slug) for slug in slugs}
    known = {
        basis
        for book in books.values()
        for rule in book.bundle.rules
        if (basis := rule.basis or book.bundle.orders[rule.order].basis)
    }
    if given.basis not in known:
        near = nearest(given.basis, known)
        hint = did_you_mean(near) if near else f"Fondements connus\u00a0: {', '.join(sorted(known)) or 'aucun'}."
        raise Invalid((Problem("unknown_basis", f"Aucune règle ne repose sur «\u202f{given.basis}\u202f».", hint),))
    await _preview(books, overlay)
    if not given.confirm:
        say("Rien n’est enregistré. Ajoutez --confirm pour l’enregistrer.")
        return OK
    laid = await add_overlay(given.territory, overlay, by=COMMAND_LINE, at=now)
    say(f"✓ {laid.id}  {_words(laid, UTC)}", "green")
    return OK


async def _preview(books: Mapping[str, Rulebook], overlay: Repeal) -> None:
    national = in_force(await list_overlays(None))
    for slug, book in books.items():
        laid = book.bundle.with_overlays((*national, *in_force(await list_overlays(slug))))
        changes = preview(laid, overlay, overlay.start)
        say(f"{book.ref}\u00a0: {counted(len(changes.groups), 'changement')} dans la semaine qui suit.")
        for group in changes.groups[:SHOWN]:
            say(f"  {group.message}", "yellow" if group.after < group.before else "red")
        if len(changes.groups) > SHOWN:
            say(f"  … et {len(changes.groups) - SHOWN} autres.")


async def _end(given: argparse.Namespace, now: datetime) -> int:
    try:
        number = UUID(given.id)
    except ValueError:
        message = f"«\u202f{given.id}\u202f» n’est pas le numéro d’une mesure."
        raise Invalid((Problem("not_an_id", message, "«\u202fjoptimiz measures list\u202f» les donne."),)) from None
    book = await _book(given.territory) if given.territory is not None else None
    end = _instant(given.at, book) if given.at is not None and book is not None else None
    laid = await end_overlay(given.territory, number, by=COMMAND_LINE, at=now, end=end)
    say(f"✓ {laid.id}  {_words(laid, _clock(book) if book else UTC)}", "green")
    return OK


_ACTS: Mapping[str, Act] = {"show": _show, "activate": _activate, "repeal": _repeal, "end": _end}


async def _book(slug: str) -> Rulebook:
    """The rulebook in force in a territory; raises `Invalid`."""
    numbers = {entry.slug: entry.rulebook for entry in await list_territories()}
    book = await find_rulebook(slug, numbers.get(slug, 0))
    if book is None:
        near = nearest(slug, numbers)
        hint = did_you_mean(near) if near else f"Territoires connus\u00a0: {', '.join(numbers) or 'aucun'}."
        raise Invalid((Problem("territory_unknown", f"Rien n’est publié sous «\u202f{slug}\u202f».", hint),))
    return book


def _clock(book: Rulebook) -> tzinfo:
    return ZoneInfo(book.bundle.territory.timezone)


def _instant(text: str, book: Rulebook) -> datetime:
    """An instant on the territory's wall clock; raises `Invalid`."""
    return read_question({}, text, _clock(book))[1]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(
            (Problem("not_a_date", f"«\u202f{text}\u202f» n’est pas une date.", "Par exemple 2027-01-01."),)
        ) from None


def _words(laid: Laid, clock: tzinfo) -> str:
    """One line: what, from when to when, by what."""
    overlay: Overlay | None = laid.overlay
    if overlay is None:
        return f"{laid.name}\u00a0: retirée ({laid.recorded_by})"
    if isinstance(overlay, Repeal):
        return f"{laid.name}\u00a0: abrogé au {overlay.start:%d/%m/%Y} ({overlay.source})"
    until = f"au {overlay.end.astimezone(clock):%d/%m/%Y %H:%M}" if overlay.end else "jusqu’à nouvel ordre"
    return f"{laid.name}\u00a0: du {overlay.start.astimezone(clock):%d/%m/%Y %H:%M} {until} ({overlay.source})"
