"""`diff`: for whom, where and when the answer changes from one text to another, or without a legal basis."""

import argparse
from collections.abc import Mapping
from datetime import UTC, date, datetime

from joptimiz.commands.rules.loading import load
from joptimiz.commands.rules.saying import OK, print_json, say
from rules.bundle import Bundle
from rules.compare import Changes, Group, compare, grid
from rules.log import nearest
from rules.model import Invalid, Problem, Repeal
from rules.texts.clockwise import counted, long_date
from rules.texts.problems import did_you_mean
from tenants.laying import preview

MOST_DAYS = 31


def compare_two(given: argparse.Namespace) -> int:
    """Two texts of one territory, or one text with and without a basis."""
    start = _start(given)
    old = load(given.path)
    if given.without is not None:
        changes = preview(old, Repeal(_basis(old, given.without), start, "joptimiz rules diff"), start, given.days)
    else:
        new = load(given.new)
        changes = compare(old, new, grid(old, new, start, given.days))
    if given.json:
        print_json(_json(changes))
    else:
        _print(changes, start, given.days)
    return OK


def _start(given: argparse.Namespace) -> date:
    """The first day compared; raises `Invalid` with everything wrong with the question."""
    problems = []
    if (given.new is None) is (given.without is None):
        message = "Il faut un second dossier, ou bien « --without » et un fondement."
        problems.append(
            Problem("nothing_to_compare", message, 'joptimiz rules diff DOSSIER --without "CGCT L2213-4-1"')
        )
    if not 1 <= given.days <= MOST_DAYS:
        problems.append(Problem("days_range", f"« --days » va de 1 à {MOST_DAYS}."))
    start = datetime.now(UTC).date()  # noqa: TID251  # the front door reads the clock
    if given.start is not None:
        try:
            start = date.fromisoformat(given.start)
        except ValueError:
            problems.append(Problem("not_a_date", f"« {given.start} » n’est pas une date.", "2027-01-01"))
    if problems:
        raise Invalid(tuple(problems))
    return start


def _basis(bundle: Bundle, name: str) -> str:
    """A legal basis that some rule of a text rests on; raises `Invalid`."""
    known = {basis for rule in bundle.rules if (basis := rule.basis or bundle.orders[rule.order].basis)}
    if name not in known:
        near = nearest(name, known)
        hint = did_you_mean(near) if near else f"Fondements connus ici : {', '.join(sorted(known)) or 'aucun'}."
        raise Invalid((Problem("unknown_basis", f"Aucune règle ne repose sur « {name} ».", hint),))
    return name


def _print(changes: Changes, start: date, days: int) -> None:
    for group in changes.groups:
        say(group.message, "yellow" if group.after < group.before else "red")
    over = f"du {long_date(start)}, sur {counted(days, 'jour')}"
    if not changes.changed:
        say(f"✓ Aucune réponse ne change à partir {over} ({changes.asked} cas comparés).", "green")
    else:
        say(f"{counted(len(changes.groups), 'changement')} à partir {over}.")


def _json(changes: Changes) -> Mapping[str, object]:
    return {"asked": changes.asked, "changed": len(changes.changed), "groups": [_group(one) for one in changes.groups]}


def _group(group: Group) -> Mapping[str, object]:
    return {
        "zone": group.zone,
        "before": group.before.word,
        "after": group.after.word,
        "who": group.who,
        "when": group.when,
        "rules": group.rules,
        "message": group.message,
    }
