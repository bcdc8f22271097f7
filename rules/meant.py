"""What was meant by a date, hours or a measure written the French way: offered to the author, never taken as read."""

import re
from datetime import date
from decimal import Decimal

from rules.texts.everyday import bare

_DAY_FIRST = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"([0-9]{4})[/. -]([0-9]{1,2})[/. -]([0-9]{1,2})", re.ASCII)
_HOUR = r"([0-9]{1,2}) ?(?:h|:|heures?) ?([0-9]{2})?"
_WINDOW = re.compile(rf"(?:de )?{_HOUR} ?(?:-|–|a|/) ?{_HOUR}", re.ASCII)
_INSTANT = re.compile(rf"([0-9/.-]{{8,10}}),? ?(?:a|t)? ?{_HOUR}", re.ASCII)
_MEASURE = re.compile(
    r"([0-9][0-9 \u202f\u00a0]{0,9}(?:[.,][0-9]{1,3})?) ?(t|tonnes?|kg|m|cm|mm|min|minutes?|h|km/h|jours?)", re.ASCII
)
_SCALES = {
    "kg": {"kg": "1", "t": "1000", "tonne": "1000", "tonnes": "1000"},
    "cm": {"cm": "1", "m": "100", "mm": "0.1"},
    "jours": {"jour": "1", "jours": "1"},
    "min": {"min": "1", "minute": "1", "minutes": "1", "h": "60"},
    "km/h": {"km/h": "1"},
}
_LAST = 24 * 60


def meant_date(text: str) -> str | None:
    """`01/04/2026` as `2026-04-01`, if there is such a day."""
    if match := _DAY_FIRST.fullmatch(text.strip()):
        day, month, year = map(int, match.groups())
    elif match := _YEAR_FIRST.fullmatch(text.strip()):
        year, month, day = map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def meant_window(text: str) -> str | None:
    """`22h-6h` as `22:00-06:00`, if there are such hours."""
    match = _WINDOW.fullmatch(bare(text))
    if match is None:
        return None
    start, end = _clock(match[1], match[2]), _clock(match[3], match[4])
    return f"{start}-{end}" if start and end and start not in ("24:00", end) else None


def meant_instant(text: str) -> str | None:
    """`24/11/2026 à 10 h` as `2026-11-24T10:00`."""
    match = _INSTANT.fullmatch(bare(text))
    if match is None:
        return None
    day, clock = meant_date(match[1]), _clock(match[2], match[3])
    return f"{day}T{clock}" if day and clock and clock != "24:00" else None


def meant_number(text: str, unit: str) -> str | None:
    """`3,5 t` as `3500` where kilograms are asked; nothing when the units do not agree or a part would be lost."""
    match = _MEASURE.fullmatch(bare(text))
    scale = _SCALES.get(unit, {}).get(match[2]) if match else None
    if match is None or scale is None:
        return None
    digits = re.sub("[ \u202f\u00a0]", "", match[1]).replace(",", ".")
    number = Decimal(digits) * Decimal(scale)
    return str(int(number)) if number == int(number) else None


def _clock(hours: str, minutes: str | None) -> str | None:
    """`HH:MM`, midnight at the end of the day included."""
    hour, minute = int(hours), int(minutes or 0)
    return f"{hour:02}:{minute:02}" if minute < 60 and hour * 60 + minute <= _LAST else None
