"""Public holidays as the law has them, each list with its source: libraries disagree overseas."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tenants.opening.lands import Land, department_of

_FIXED = (
    (1, 1, "Jour de l’an"), (5, 1, "Fête du travail"), (5, 8, "Victoire de 1945"), (7, 14, "Fête nationale"),
    (8, 15, "Assomption"), (11, 1, "Toussaint"), (11, 11, "Armistice de 1918"), (12, 25, "Noël"),
)  # fmt: skip
_AFTER_EASTER = ((1, "Lundi de Pâques"), (39, "Ascension"), (50, "Lundi de Pentecôte"))
_SLAVERY: Mapping[str, tuple[int, int]] = {
    "971": (5, 27), "972": (5, 22), "973": (6, 10), "974": (12, 20), "976": (4, 27), "977": (10, 9), "978": (5, 28),
}  # fmt: skip
_NATIONAL = "Code du travail, article L3133-1"


@dataclass(frozen=True, slots=True)
class Feasts:
    """The public holidays of some years; `notes` say what is left to check."""

    source: str
    dates: Mapping[date, str]
    notes: tuple[str, ...] = ()


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus)."""
    cycle, century, rest = year % 19, year // 100, year % 100
    epact = (19 * cycle + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (cycle + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def feasts_of(insee: str, land: Land, years: range) -> Feasts:
    """The public holidays at a commune, in these years."""
    dates = {day: name for year in years for day, name in _national(year)}
    notes: tuple[str, ...] = ()
    match land.feasts:
        case "slavery":
            month, day = _SLAVERY[department_of(insee)]
            dates |= {date(year, month, day): "Abolition de l’esclavage" for year in years}
            source = "Code du travail, articles L3133-1 et L3422-2"
        case "alsace-moselle":
            dates |= {easter(year) - timedelta(days=2): "Vendredi saint" for year in years}
            dates |= {date(year, 12, 26): "Saint-Étienne" for year in years}
            source = "Code du travail, articles L3133-1 et L3134-13"
            notes = (
                "Le Vendredi saint n’est férié que dans les communes qui ont un temple protestant ou une église mixte.",
            )
        case "local":
            source = f"{_NATIONAL}, à vérifier : le droit du travail est ici de compétence locale"
            notes = ("Ajoutez les jours fériés propres à ce territoire, d’après son code du travail.",)
        case "national":
            source = _NATIONAL
    return Feasts(source, dict(sorted(dates.items())), notes)


def _national(year: int) -> Iterator[tuple[date, str]]:
    for month, day, name in _FIXED:
        yield date(year, month, day), name
    for days, name in _AFTER_EASTER:
        # Ascension fell on 1 May in 2008 and on 8 May in 1997 and 2024: both names stand.
        yield easter(year) + timedelta(days=days), name
