"""What somebody changes in a proposal before it is opened: its communes, its public holidays."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from connectors.administrative import Authority
from rules.model import Invalid, Problem
from tenants.opening.holidays import Feasts
from tenants.opening.proposal import Proposal, check_members, propose
from tenants.opening.reference import Reference

BY_HAND = "saisis à l’ouverture, à vérifier"
MOST_DAYS = 200
_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})[\s:]+(\S.{0,78}\S)")


def amend(
    reference: Reference, proposal: Proposal, today: date, *, members: Collection[str] | None, holidays: str | None
) -> Proposal:
    """The proposal with these communes and these holidays, None for what stays; raises Invalid with all that is wrong.

    Its time, its projection and its holidays follow its most populous commune.
    """
    problems: list[Problem] = []
    if members is not None and set(members) != {one.insee for one in proposal.members}:
        problems += check_members(reference.table, members)
        if not problems:
            communes = tuple(reference.table.communes[code] for code in sorted(set(members)))
            authority = Authority(proposal.siren, proposal.name, proposal.kind, communes)
            known = reference.outlines([one.insee for one in communes]).keys()
            proposal = propose(authority, proposal.slug, known, today)
    if holidays is not None:
        dates, wrong = _read(holidays)
        problems += wrong
        if dates != proposal.feasts.dates:
            proposal = replace(proposal, feasts=Feasts(BY_HAND, dates))
    if problems:
        raise Invalid(tuple(problems))
    return proposal


def written(feasts: Feasts) -> str:
    """Public holidays as they are typed, one a line."""
    return "\n".join(f"{day} {name}" for day, name in sorted(feasts.dates.items()))


def _read(text: str) -> tuple[Mapping[date, str], list[Problem]]:
    """One day a line: « 2026-12-25 Noël »."""
    dates: dict[date, str] = {}
    wrong = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines[:MOST_DAYS]:
        found = _LINE.fullmatch(line)
        try:
            day = date.fromisoformat(found[1]) if found else None
        except ValueError:
            day = None
        if found is None or day is None or not line.isprintable():
            said = f"Le jour férié « {line[:80]} » ne se lit pas."
            wrong.append(Problem("holiday_line", said, "Écrivez par exemple 2026-12-25 Noël.", pointer="/holidays"))
        else:
            dates[day] = found[2]
    if not lines or len(lines) > MOST_DAYS:
        said = f"Donnez de 1 à {MOST_DAYS} jours fériés, un par ligne."
        wrong.append(Problem("holiday_count", said, pointer="/holidays"))
    return dates, wrong
