"""What the sign of a bay says: its code, the address that its square holds, its conditions in few words."""

from dataclasses import dataclass

from numeriz.core.bay import Bay
from numeriz.core.gaps import Law
from numeriz.core.hours import Schedule, words
from rules.texts.typography import typeset


@dataclass(frozen=True, slots=True)
class SignText:
    """A sign in words; `code` is typed by hand where the square is not read."""

    code: str
    url: str
    name: str
    place: str
    lines: tuple[str, ...]
    demonstration: bool


def sign_of(bay: Bay, law: Law | None, place: str, base: str, *, demonstration: bool) -> SignText:
    """The sign of a bay; the law stands on it where it limits stays, else what the former sign says."""
    stay = law.stay_min if law else bay.stay_max_min
    schedule = Schedule(law.schedule.week) if law else bay.schedule
    lines = [f"{stay} min au plus"] if stay is not None else []
    if schedule is not None and not schedule.is_empty:
        lines.append(typeset(_capital(words(schedule))))
    return SignText(bay.code, f"{base}/B/{bay.territory}/{bay.code}", bay.name, place, tuple(lines), demonstration)


def spaced(code: str) -> str:
    """« 7KF 3A »: read aloud, typed in two goes."""
    return f"{code[:3]}\u00a0{code[3:]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
