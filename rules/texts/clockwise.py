"""Hours and days as French says them."""

from collections.abc import Sequence
from datetime import date

from rules.texts.typography import NO_BREAK

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def hour(minute: int) -> str:
    """« 11 h », « 11 h 30 »."""
    hours, rest = divmod(minute, 60)
    return f"{hours}{NO_BREAK}h" + (f"{NO_BREAK}{rest:02d}" if rest else "")


def long_date(day: date) -> str:
    """« 1er mai 2026 », « 24 novembre 2026 »."""
    first = "1er" if day.day == 1 else str(day.day)
    return f"{first} {_MONTHS[day.month - 1]} {day.year}"


def windows(pairs: Sequence[tuple[int, int]]) -> str:
    """« de 6 h à 9 h et de 16 h à 19 h »; nothing for a whole day."""
    if tuple(pairs) == ((0, 1440),):
        return ""
    return listed([f"de {hour(start)} à {hour(end)}" for start, end in pairs])


def weekdays(days: Sequence[int]) -> str:
    """« du lundi au vendredi », « le samedi et le dimanche »; nothing for the whole week."""
    if len(days) == 7:
        return ""
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"du {_DAYS[days[0]]} au {_DAYS[days[-1]]}"
    return listed([f"le {_DAYS[day]}" for day in days])


def listed(parts: Sequence[str], last: str = "et") -> str:
    """« a, b et c »."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def counted(number: int, noun: str) -> str:
    """« 1 règle », « 3 règles »."""
    return f"{number} {noun}{'s' if number > 1 else ''}"
