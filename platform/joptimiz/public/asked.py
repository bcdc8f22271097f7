"""The vehicle and the hour an address asks about: read whole, with every problem at its field."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from joptimiz.public.presets import (
    ACTIVITIES,
    FIELDS,
    FIRST,
    FIRST_ACTIVITY,
    OWN,
    PRESETS,
    UNKNOWN_ACTIVITY,
    Field,
)
from rules.engine import FIRST_YEAR, LAST_YEAR
from rules.log import nearest
from rules.model import Profile
from rules.texts import french
from rules.texts.problems import did_you_mean
from rules.texts.typography import NARROW, NO_BREAK, figure
from tenants.errors import shown

NAMES = ("vehicle", "activity", "at", *(field.name for field in FIELDS))
_NUMBER = re.compile(r"(\d{1,9})(?:[.,](\d{1,3}))?([a-z]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Question:
    """A vehicle, its purpose and an instant; `given` is what was written, `problems` what is wrong with it."""

    vehicle: str
    facts: Mapping[str, int | str]
    activity: str | None
    wall: datetime | None
    """The hour asked about, on the territory's clock; None for now."""
    given: Mapping[str, str]
    problems: Mapping[str, str]

    @property
    def profile(self) -> Profile:
        """Who asks."""
        return Profile(self.facts if self.activity is None else {**self.facts, "activity": self.activity})

    @property
    def named(self) -> str:
        """« Porteur 7,5 t »; an own vehicle by what is known of it."""
        preset = PRESETS.get(self.vehicle)
        changed = [french.value(name, self.facts[name]) for name in self.own_fields if name in self.facts]
        if preset is not None:
            return f"{preset.name} ({', '.join(changed)})" if changed else preset.name
        return f"Mon véhicule ({', '.join(changed)})" if changed else "Véhicule dont rien n’est renseigné"

    @property
    def purpose(self) -> str:
        """« livraison »."""
        return ACTIVITIES[self.activity].lower() if self.activity else "motif inconnu"

    @property
    def own_fields(self) -> tuple[str, ...]:
        """The facts written by hand."""
        return tuple(field.name for field in FIELDS if self.given.get(field.name))

    @property
    def query(self) -> str:
        """The same question as an address writes it; nothing when it is the first one."""
        asked = {name: self.given[name] for name in NAMES if self.given.get(name)}
        return f"?{urlencode(asked)}" if asked else ""

    @property
    def on_map(self) -> str:
        """The same vehicle as the map's address writes it."""
        kept = {"vehicle": OWN, **self.facts} if self.own_fields or self.vehicle == OWN else {"vehicle": self.vehicle}
        return urlencode({**kept, "activity": self.activity or UNKNOWN_ACTIVITY})

    def instant(self, timezone: str, now: datetime) -> datetime:
        """The instant asked about, in UTC."""
        if self.wall is None:
            return now.astimezone(UTC)
        return self.wall.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)


def read_question(query: Mapping[str, str]) -> Question:
    """The question an address asks; what cannot be read is unknown, and said."""
    given = {name: query[name].strip()[:100] for name in NAMES if query.get(name, "").strip()}
    problems: dict[str, str] = {}
    vehicle = _choice(given, problems, "vehicle", (*PRESETS, OWN)) or _default(given)
    facts = dict(PRESETS[vehicle].facts) if vehicle in PRESETS else {}
    for field in FIELDS:
        if field.name not in given:
            continue
        facts.pop(field.name, None)
        value = _value(field, given, problems)
        if value is not None:
            facts[field.name] = value
    activity = _choice(given, problems, "activity", (*ACTIVITIES, UNKNOWN_ACTIVITY))
    if activity is None and "activity" not in given:
        activity = FIRST_ACTIVITY
    wall = _wall(given, problems)
    return Question(vehicle, facts, None if activity == UNKNOWN_ACTIVITY else activity, wall, given, problems)


def _default(given: Mapping[str, str]) -> str:
    """Facts without a model, or a model that does not exist, are an own vehicle's: nothing is supposed of it."""
    return OWN if "vehicle" in given or any(field.name in given for field in FIELDS) else FIRST


def _choice(given: Mapping[str, str], problems: dict[str, str], name: str, known: tuple[str, ...]) -> str | None:
    word = given.get(name)
    if word is None or word in known:
        return word
    near = nearest(word, known)
    offer = f" {did_you_mean(near)}" if near else " Choisissez dans la liste."
    problems[name] = f"«{NARROW}{shown(word)}{NARROW}» n’est pas dans la liste.{offer}"
    return None


def _value(field: Field, given: Mapping[str, str], problems: dict[str, str]) -> int | str | None:
    if field.words is not None:
        return _choice(given, problems, field.name, tuple(field.words))
    number = _amount(field, given[field.name])
    if number is None:
        example = f"3500, ou 3,5{NO_BREAK}t" if field.unit == "kg" else f"620, ou 6,2{NO_BREAK}m"
        problems[field.name] = f"Écrivez un nombre, par exemple {example}. Laissez vide si vous ne savez pas."
    elif number < field.least:
        asked = f"{figure(number)}{NO_BREAK}{field.unit}"
        problems[field.name] = (
            f"{asked}, c’est trop peu. Pour des {'tonnes' if field.large == 't' else 'mètres'}, "
            f"écrivez {shown(given[field.name])}{NO_BREAK}{field.large}."
        )
    elif number > field.most:
        problems[field.name] = f"Au plus {figure(field.most)}{NO_BREAK}{field.unit}. Vérifiez la carte grise."
    else:
        return number
    return None


def _amount(field: Field, text: str) -> int | None:
    """« 3500 », « 3,5 t », « 3 500 kg » in the fact's unit: decimals are never kilograms nor centimetres."""
    found = _NUMBER.fullmatch(re.sub(r"\s", "", text).lower())
    if found is None or found[3] not in ("", field.unit, field.large):
        return None
    large = found[3] == field.large or (found[2] is not None and not found[3])
    if found[2] is not None and not large:
        return None
    decimals = (found[2] or "").ljust(3, "0")
    return int(found[1]) * (field.scale if large else 1) + int(decimals) * field.scale // 1000


def _wall(given: Mapping[str, str], problems: dict[str, str]) -> datetime | None:
    text = given.get("at")
    if text is None:
        return None
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        wall = None
    if wall is None or wall.tzinfo is not None or not FIRST_YEAR < wall.year < LAST_YEAR:
        problems["at"] = "Donnez un jour et une heure, de 2001 à 2098, par exemple 2026-11-24T10:00."
        return None
    return wall


def listed_problems(question: Question) -> Iterator[tuple[str, str]]:
    """Each problem with its field, in the order of the form."""
    for name in NAMES:
        if name in question.problems:
            yield name, question.problems[name]
