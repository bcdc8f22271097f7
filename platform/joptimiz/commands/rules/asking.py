"""A question as it is typed: an instant, zones, a vehicle, its rights, what is switched on."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from rules.bundle import Bundle
from rules.log import nearest
from rules.model import Activation, Case, Invalid, Problem, Profile, Right
from rules.reading.questions import read_question
from rules.texts.problems import did_you_mean
from rules.texts.typography import typeset


def add_question(parser: argparse.ArgumentParser) -> None:
    """The options of a question."""
    parser.add_argument("--at", required=True, help="2026-11-24T10:00, à l’heure du territoire ou avec décalage")
    parser.add_argument("--zone", action="append", default=[], help="une zone ; répétez pour plusieurs")
    parser.add_argument("--vehicle", action="extend", nargs="*", default=[], metavar="FAIT=VALEUR")
    parser.add_argument("--activity", help="delivery, transit… ; inconnu si absent")
    parser.add_argument(
        "--right", action="append", default=[], metavar="DROIT[:JOURS]", help="une dérogation en main, et ses jours"
    )
    parser.add_argument("--trigger", action="append", default=[], help="ce qui est déclenché à cet instant")


def read_asked(bundle: Bundle, given: argparse.Namespace) -> tuple[Bundle, Case]:
    """The question, and the bundle with what is switched on; raises `Invalid` with every problem of its words."""
    problems = [
        *_not_known(given.right, bundle.rights, "une dérogation"),
        *_not_known(given.trigger, {rule.trigger for rule in bundle.rules if rule.trigger}, "un déclencheur"),
        *_not_days(given.right),
        *_nowhere(given.zone, bundle),
    ]
    try:
        facts, at = read_question(_pairs(given), given.at, ZoneInfo(bundle.territory.timezone))
    except Invalid as error:
        problems += error.problems
    if problems:
        raise Invalid(tuple(problems))
    on = bundle.with_overlays(Activation(trigger, at) for trigger in given.trigger)
    return on, Case(Profile(facts, map(_right, given.right)), at, tuple(dict.fromkeys(given.zone)))


def _right(text: str) -> Right:
    kind, _, days = text.partition(":")
    return Right(kind, days_left=int(days) if days else None)


def _not_known(given: Sequence[str], known: Mapping[str, object] | set[str], what: str) -> Iterator[Problem]:
    for text in given:
        name = text.partition(":")[0]
        if name not in known:
            near = nearest(name, known)
            hint = did_you_mean(near) if near else f"Connus ici : {', '.join(sorted(known)) or 'aucun'}."
            yield Problem("unknown_name", f"« {name} » n’est pas {what} de ce règlement.", hint)


def _nowhere(zones: Sequence[str], bundle: Bundle) -> Iterator[Problem]:
    """Without a zone nothing speaks, and « Autorisé » would be a guess."""
    if not zones:
        hint = f"Ajoutez « --zone » et son nom : {', '.join(sorted(bundle.zones))}."
        yield Problem("nowhere", "Il manque l’endroit : la question ne nomme aucune zone.", typeset(hint))


def _not_days(given: Sequence[str]) -> Iterator[Problem]:
    for text in given:
        _, colon, days = text.partition(":")
        if colon and not (days.isascii() and days.isdecimal() and len(days) <= 3):
            yield Problem("not_days", f"« {text} » : les jours restants s’écrivent en chiffres.", "artisan:12")


def _pairs(given: argparse.Namespace) -> dict[str, str]:
    pairs = {}
    for text in given.vehicle:
        name, equals, value = text.partition("=")
        if not equals:
            raise Invalid((Problem("not-a-pair", f"« {text} » n’est pas de la forme fait=valeur.", "gvw_kg=7500"),))
        pairs[name] = value
    return pairs | ({"activity": given.activity} if given.activity else {})
