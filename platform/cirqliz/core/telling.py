"""The matrix in words: each answer, the hours at which a territory is open, the derogation to ask for."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from cirqliz.core.matrix import Cell, Column, Word, lawful_everywhere
from cirqliz.core.spells import Spell
from rules.model import RightKind
from rules.texts import french
from rules.texts.findings import quoted

WORDS: Mapping[Word, str] = {
    Word.ALLOWED: "Autorisé",
    Word.PASS_NEEDED: "Laissez-passer à prendre",
    Word.POSSIBLE: "Dérogation à demander",
    Word.UNKNOWN: "À vérifier",
    Word.IMPOSSIBLE: "Interdit",
}
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MOST_GROUPS = 3

type _Wall = tuple[int, int]
"""From a minute of the day to another."""


def tell(cell: Cell, column: Column) -> str:
    """What stands under the word: the hours, the derogation, what is missing, or why not."""
    if cell.word is Word.UNKNOWN:
        needs = [french.need(need, column.bundle) for need in cell.needs]
        return f"Il manque {french.both(needs)}." if needs else "Les règles ne suffisent pas à répondre."
    if cell.word is Word.POSSIBLE:
        way = f"{tell_way(cell.ways[0])}." if cell.ways else "Plusieurs dérogations, selon la zone."
        left = [quoted(column.bundle.zones[zone].name) for zone in cell.left]
        return f"{way} Reste interdit\u00a0: {french.both(left)}." if left else way
    if cell.word is Word.IMPOSSIBLE:
        return cell.reason.message if cell.reason else "Rien n’y ouvre l’accès."
    open_hours = lawful_everywhere(cell)
    return tell_hours(column.spells if open_hours is None else open_hours, column)


def tell_way(way: Sequence[RightKind]) -> str:
    """Derogations to ask for, with their quota and the delay promised."""
    return _capital(french.both([_kind(kind) for kind in way]))


def tell_hours(opened: Sequence[Spell], column: Column) -> str:
    """When it is open among the hours asked about: « De 6 h à 11 h », « Lundi et mardi de 6 h à 11 h »."""
    if tuple(opened) == column.spells:
        return "À toutes les heures demandées."
    if not opened:
        # Each zone is open at some hour, never all at the same one.
        return "À des heures différentes selon la zone."
    asked = _by_day(column.spells, column)
    by_day = _by_day(opened, column)
    walls = set(by_day.values())
    if len(walls) == 1 and by_day.keys() == asked.keys():
        return f"{_capital(_walls(next(iter(walls))))}."
    days = sorted(by_day, key=lambda day: (by_day[day], day))
    groups = [(wall, list(of)) for wall, of in groupby(days, key=by_day.__getitem__)]
    if len(groups) > _MOST_GROUPS:
        return "À certaines heures, selon le jour."
    told = [f"{french.both([_day(day, column) for day in of])} {_walls(wall)}" for wall, of in groups]
    return f"{_capital(', '.join(told))}."


def _by_day(spells: Sequence[Spell], column: Column) -> dict[date, tuple[_Wall, ...]]:
    zone = ZoneInfo(column.bundle.territory.timezone)
    found: dict[date, tuple[_Wall, ...]] = {}
    for start, end in spells:
        first, last = start.astimezone(zone), end.astimezone(zone)
        wall = (first.hour * 60 + first.minute, last.hour * 60 + last.minute)
        before = found.get(first.date(), ())
        if before and before[-1][1] == wall[0]:
            # Open on the same terms or on others: it is open all the same.
            before, wall = before[:-1], (before[-1][0], wall[1])
        found[first.date()] = (*before, wall)
    return found


def _day(day: date, column: Column) -> str:
    name = _DAYS[day.weekday()]
    return name if column.use.days <= len(_DAYS) else f"{name} {day.day}/{day.month:02d}"


def _walls(walls: Sequence[_Wall]) -> str:
    return french.both([f"de {french.hour(start)} à {french.hour(end)}" for start, end in walls])


def _kind(kind: RightKind) -> str:
    told = kind.name
    if kind.quota_days is not None:
        told += f", {kind.quota_days}\u00a0jours par an"
    if kind.delay_days is not None:
        told += f", réponse sous {kind.delay_days}\u00a0jour{'s' if kind.delay_days > 1 else ''}"
    return told


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
