"""Hours and days as French says them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from rules.ir import Days
from rules.texts.typography import NO_BREAK
from rules.vocabulary import EVE, PUBLIC_HOLIDAY

DAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_RANKS = {1: "1er", 2: "2e", 3: "3e", 4: "4e", 5: "5e", -1: "dernier"}
_LEAP_YEAR = 2000


def hour(minute: int) -> str:
    """« 11 h », « 11 h 30 »."""
    hours, rest = divmod(minute, 60)
    return f"{hours}{NO_BREAK}h" + (f"{NO_BREAK}{rest:02d}" if rest else "")


def long_date(day: date) -> str:
    """« 1er mai 2026 », « 24 novembre 2026 »."""
    return f"{day_of_year(day)} {day.year}"


def day_of_year(day: date) -> str:
    """« 1er mai », « 24 novembre »."""
    first = "1er" if day.day == 1 else str(day.day)
    return f"{first} {_MONTHS[day.month - 1]}"


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
        return f"du {DAY_NAMES[days[0]]} au {DAY_NAMES[days[-1]]}"
    return listed([f"le {DAY_NAMES[day]}" for day in days])


def on_days(days: Days, names: Mapping[str, str]) -> str:
    """« du lundi au samedi hors jours fériés, du 15 juin au 14 septembre »; nothing for every day.

    `names` are the French plurals of sets of special days.
    """
    usual = nth_weekdays([(n, day) for n, day in days.nth if day in days.weekdays]) or weekdays(days.weekdays)
    special = listed([f"les {_special(name, names)}" for name in days.only])
    told = f"{special} qui tombent {usual}" if special and usual else special or usual
    if days.but:
        told = f"{told} hors {listed([_special(name, names) for name in days.but])}".lstrip()
    return ", ".join(part for part in (told, seasons(days.spans)) if part)


def _special(name: str, names: Mapping[str, str]) -> str:
    """« jours fériés », « veilles de jours fériés »."""
    known = {PUBLIC_HOLIDAY: "jours fériés", **names}
    inner = name.removeprefix(EVE)
    said = known.get(inner, inner)
    if inner == name:
        return said
    return f"veilles d’{said}" if said[:1].casefold() in "aàâeéèêiîoôuyh" else f"veilles de {said}"


def nth_weekdays(days: Sequence[tuple[int, int]]) -> str:
    """« le 1er samedi et le dernier dimanche du mois »; nothing when none is given."""
    said = listed(
        [f"le {_RANKS[rank]} {DAY_NAMES[day]}" for rank, day in sorted(days, key=lambda one: (one[0] < 0, one))]
    )
    return f"{said} du mois" if said else ""


def seasons(spans: Sequence[tuple[int, int]]) -> str:
    """« du 15 juin au 14 septembre »: the last day is said, as people say it."""
    one = timedelta(days=1)
    if left := _left_out(spans):
        return f"sauf {listed([f'le {day_of_year(day)}' for day in left])}"
    return listed([f"du {day_of_year(_on(start))} au {day_of_year(_on(end) - one)}" for start, end in spans])


def _left_out(spans: Sequence[tuple[int, int]]) -> Sequence[date]:
    """The days of the year that periods leave out, where they leave no two together; nothing otherwise."""
    one = timedelta(days=1)
    after = [*(start for start, _ in spans[1:]), *(start for start, _ in spans[:1])]
    ends = [_on(end) for _, end in spans]
    alone = all(f"{end + one:%m-%d}" == f"{_on(start):%m-%d}" for end, start in zip(ends, after, strict=True))
    return sorted(ends) if alone else ()


def _on(month_and_day: int) -> date:
    return date(_LEAP_YEAR, *divmod(month_and_day, 100))


def listed(parts: Sequence[str], last: str = "et") -> str:
    """« a, b et c »."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def counted(number: int, noun: str) -> str:
    """« 1 règle », « 3 règles »."""
    return f"{number} {noun}{'s' if number > 1 else ''}"
