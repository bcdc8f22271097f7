"""How long: ISO 8601 durations in days, months and years, taken off an instant and put in words."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

_SHAPE = re.compile(r"P(?:(\d{1,5})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})D)?")
_SAID = re.compile(r"(\d{1,5})\s*(?:(années?|ans?)|(mois)|(jours?|j))", re.IGNORECASE)
LONGEST_YEARS = 100
_WORDS = {"fr": (("an", "ans"), ("mois", "mois"), ("jour", "jours")), "en": (("year", "years"), ("month", "months"), ("day", "days"))}  # noqa: E501  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duration:
    """Years, months and days."""

    years: int
    months: int
    days: int

    @classmethod
    def read(cls, text: str) -> "Duration":
        """A duration as ISO 8601 writes it: `P5Y`, `P30D`; raises ValueError."""
        match = _SHAPE.fullmatch(text)
        if match is None or text == "P":
            raise ValueError(f"« {text} » n’est pas une durée : écrivez P30D, P6M ou P1Y.")
        years, months, days = (int(part or 0) for part in match.groups())
        if years + months / 12 + days / 365 > LONGEST_YEARS:
            raise ValueError(f"« {text} » est trop long : {LONGEST_YEARS} ans au plus.")
        return cls(years, months, days)

    @classmethod
    def typed(cls, text: str) -> "Duration":
        """A duration as people write it, « 90 jours », « 1 an et 6 mois », or as ISO 8601 does; raises ValueError."""
        plain = " ".join(text.split())
        if plain.upper().startswith("P"):
            return cls.read(plain.upper())
        found = _SAID.findall(plain)
        left = re.sub(r"\bet\b|[\s,]", "", _SAID.sub("", plain))
        if not found or left:
            raise ValueError(f"« {plain} » n’est pas une durée : écrivez 90 jours, 6 mois ou 1 an.")
        totals = [sum(int(each[0]) for each in found if each[unit]) for unit in (1, 2, 3)]
        return cls.read("P" + "".join(f"{count}{unit}" for count, unit in zip(totals, "YMD", strict=True)))

    def __str__(self) -> str:
        """As ISO 8601 writes it."""
        parts = ((self.years, "Y"), (self.months, "M"), (self.days, "D"))
        return "P" + ("".join(f"{count}{unit}" for count, unit in parts if count) or "0D")

    def before(self, at: datetime) -> datetime:
        """The instant so long before."""
        return _shifted(at, -(self.years * 12 + self.months)) - timedelta(days=self.days)

    def after(self, at: datetime) -> datetime:
        """The instant so long after."""
        return _shifted(at, self.years * 12 + self.months) + timedelta(days=self.days)

    def words(self, language: str) -> str:
        """« 30 jours »; nothing for no time at all."""
        parts = (self.years, self.months, self.days)
        named = zip(parts, _WORDS[language], strict=True)
        return " ".join(f"{count}\u00a0{one if count == 1 else many}" for count, (one, many) in named if count)


def _shifted(at: datetime, months: int) -> datetime:
    """The same day of another month, or its last."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
