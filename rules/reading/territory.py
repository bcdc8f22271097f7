"""territory.yaml: who the territory is, its clock, its public holidays."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from rules.canonical import Tree
from rules.fields import Fields, as_table, day_date
from rules.log import Log, nearest
from rules.model import GeoJSON, Territory, Verdict
from rules.reading.shapes import Ground, read_communes, read_shape
from rules.source import Scalar

TERRITORY = (
    "schema", "include", "slug", "name", "siren", "aliases", "members", "timezone", "crs", "default", "demonstration",
    "coverage", "holidays", "days", "calendars", "values", "rights",
)  # fmt: skip
HOLIDAYS = ("source", "dates")
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
SIREN = re.compile(r"[0-9]{9}", re.ASCII)
CRS = re.compile(r"EPSG:[0-9]{4,6}", re.ASCII)
DEFAULTS = {"allowed": Verdict.ALLOWED, "forbidden": Verdict.FORBIDDEN}


@dataclass(frozen=True, slots=True)
class Home:
    """The territory as its file describes it."""

    territory: Territory
    coverage: Mapping[str, Tree] | None = None
    holidays: Mapping[date, str] = field(default_factory=dict)
    holidays_source: str | None = None


def read_territory(fields: Fields, geometries: Mapping[str, GeoJSON], log: Log) -> Home:
    """The territory; what cannot be read is reported and replaced by a neutral value."""
    demonstration = fields.flag("demonstration")
    siren = fields.scalar("siren")
    if siren and not is_siren(siren.text):
        log.add("bad_siren", siren.place, word=siren.text)
    elif siren is None and not fields.has("siren") and demonstration is False:
        log.add("siren_missing", fields.place)
    default = fields.word("default", tuple(DEFAULTS)) or "allowed"
    territory = Territory(
        slug=_matching(fields, "slug", SLUG, "bad_slug", log),
        name=fields.text("name", required=True, limit=200) or "",
        timezone=_timezone(fields, log),
        crs=_matching(fields, "crs", CRS, "bad_crs", log),
        siren=siren.text if siren else None,
        default=DEFAULTS[default],
        demonstration=bool(demonstration),
        members=read_communes(fields, "members", log),
        aliases=_aliases(fields, siren, log),
    )
    coverage = fields.node("coverage")
    ground = Ground(geometries, territory.members)
    shape = read_shape(coverage, ground, log, areas_only=True) if coverage else None
    dates, source = _holidays(fields, log)
    return Home(territory, shape, dates, source)


def _aliases(fields: Fields, siren: Scalar | None, log: Log) -> tuple[str, ...]:
    """Other SIREN, each once and not the territory's own."""
    names = fields.names("aliases")
    for name in names:
        if not is_siren(name.text):
            log.add("bad_siren", name.place, word=name.text)
        elif siren and name.text == siren.text:
            log.add("alias_of_itself", name.place, word=name.text)
    return tuple(sorted(name.text for name in names))


def _matching(fields: Fields, key: str, pattern: re.Pattern[str], code: str, log: Log) -> str:
    node = fields.scalar(key, required=True)
    if node and not pattern.fullmatch(node.text):
        log.add(code, node.place, word=node.text)
    return node.text if node else ""


def is_siren(text: str) -> bool:
    """Nine digits whose Luhn sum is a multiple of ten."""
    if not SIREN.fullmatch(text):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(text))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _timezone(fields: Fields, log: Log) -> str:
    node = fields.scalar("timezone", required=True)
    if node is None:
        return "UTC"
    try:
        return ZoneInfo(node.text).key
    except (KeyError, ValueError, OSError):
        log.add("unknown_timezone", node.place, near=nearest(node.text, available_timezones()), word=node.text)
        return "UTC"


def _holidays(fields: Fields, log: Log) -> tuple[Mapping[date, str], str | None]:
    section = fields.table_of("holidays")
    if section is None:
        return {}, None
    inner = Fields(section, log, HOLIDAYS)
    source = inner.text("source", required=True, limit=500)
    table = inner.node("dates", required=True)
    entries = as_table(table, section.place, log) if table else None
    dates = {}
    for key, node in entries.entries.values() if entries else ():
        day = day_date(key, log)
        if not isinstance(node, Scalar) or not node.text.strip():
            log.add("holiday_name", key.place)
        elif day:
            dates[day] = node.text.strip()
    return dates, source


def neutral_home() -> Home:
    """What stands in for a territory that could not be read, so that its rules can still be checked."""
    return Home(Territory(slug="", name="", timezone="UTC", crs=""))
