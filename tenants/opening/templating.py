"""Templates of rules: YAML of ours with a few parameters, which becomes a rules file with its own tests."""

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import jinja2
import msgspec
import yaml

from rules.model import Source
from rules.texts.clockwise import day_of_year, hour, listed, weekdays
from rules.texts.typography import NO_BREAK, figure
from rules.vocabulary import DAYS
from tenants.opening.parameters import Parameter, Values

HOME = Path(__file__).resolve().parent / "templates"


class Zone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The one zone a template speaks of."""

    id: str
    kind: str
    name: str


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules to start from; nothing in it is said to be law before an order is given."""

    template: str
    name: str
    summary: str
    zone: Zone
    parameters: tuple[Parameter, ...]
    rules: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a template is set."""

    geometry: str
    """What the zone is drawn by until somebody draws it, as the language writes it."""
    place: str
    """Its name, for people."""
    today: date
    sandbox: bool = False
    """Whether the order is said to be a demonstration, not to be verified."""
    ordered: bool = False
    """Whether its order is known: nothing is said to be missing."""
    drawn: bool = False
    """Whether its zone is one that already stands."""


@lru_cache(maxsize=1)
def templates() -> Mapping[str, Template]:
    """Every template that ships, by name."""
    read = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(HOME.glob("*.yaml")))
    return {one.template: one for one in (msgspec.convert(tree, Template) for tree in read)}


def instantiate(template: Template, values: Values, ground: Ground) -> Source:
    """The rules file of a template with these values, as somebody would have written it."""
    rules = _body(template.template, ground.today).render({**values, "everyday": DAYS})
    text = rendered("rules.yaml.j2", ground.today, template=template, rules=rules, ground=ground)
    return Source(f"rules/{template.template}.yaml", text)


def rendered(name: str, today: date, /, **words: object) -> str:
    """One of the files around the templates, filled in."""
    return _environment(today).get_template(name).render(words, today=today)


@lru_cache(maxsize=16)
def _body(name: str, today: date) -> jinja2.Template:
    return _environment(today).from_string(templates()[name].rules)


@lru_cache(maxsize=2)
def _environment(today: date) -> jinja2.Environment:
    # What is rendered is YAML: each value goes through `yaml`, which quotes it.
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HOME), autoescape=False, undefined=jinja2.StrictUndefined,  # noqa: S701
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters.update(
        yaml=yaml_of,
        figure=figure,
        curved=lambda text: text.replace("'", "’"),
        hour=lambda text: hour(_minute(text)),
        earlier=lambda text: "{:02}:{:02}".format(*divmod(_minute(text) - 1, 60)),
        weekdays=_weekdays,
        kilograms=lambda number: f"{figure(number)}{NO_BREAK}kg",
        after=lambda day, days: day + timedelta(days=days),
        next_day=lambda days, but=(): str(_next(today, lambda name: name in days, but)),
        next_feast=lambda feasts: str(min(_coming(today, feast) for feast in feasts)),
        feasts=lambda feasts: listed([f"le {day_of_year(_in(2027, feast))}" for feast in feasts]),
        between=_between,
        other_day=lambda days: str(_next(today, lambda name: name not in days)),
    )
    return environment


def yaml_of(value: str | Sequence[str]) -> str:
    """A text or a list of texts, as YAML on one line."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"[{', '.join(value)}]"


def _minute(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _weekdays(days: Sequence[str]) -> str:
    return weekdays([DAYS.index(day) for day in days]) or "tous les jours"


def _next(today: date, wanted: Callable[[str], bool], but: Sequence[str] = ()) -> date:
    days = (today + timedelta(days=ahead) for ahead in itertools.count(1))
    plain = (day for day in days if not _shifts(day))
    return next(day for day in plain if wanted(DAYS[day.weekday()]) and f"{day:%m-%d}" not in but)


def _shifts(day: date) -> bool:
    """Whether clocks change on that day: an hour of it is missing, or comes twice, and no test is set there."""
    return day.weekday() == DAYS.index("su") and day.month in (3, 10) and day.day >= 25


def _coming(today: date, feast: str) -> date:
    days = (_in(today.year + years, feast) for years in itertools.count())
    return next(day for day in days if day > today and not _shifts(day))


def _in(year: int, feast: str) -> date:
    """A day of each year, in one of them."""
    return date(year, int(feast[:2]), int(feast[3:]))


def _between(feasts: Sequence[str]) -> str:
    """The periods that leave these days out, as calendars are written: the end of each is excluded."""
    after = [f"{_in(2027, feast) + timedelta(days=1):%m-%d}" for feast in feasts]
    periods = zip(after, [*feasts[1:], feasts[0]], strict=True)
    return ", ".join(f'"{start}/{end}"' for start, end in periods if start != end)
