"""The hours of a zone for a vehicle, as a calendar that any agenda reads (RFC 5545)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from joptimiz.public.asked import Question
from joptimiz.public.week import intervals_of
from rules.model import Verdict, Zone
from rules.texts.answers import VERDICTS
from rules.texts.typography import NO_BREAK
from tenants.snapshot import Rulebook

DAYS = 35
_LEGAL = "Seuls les arrêtés et la signalisation font foi."


def agenda_of(book: Rulebook, zone: Zone, question: Question, today: date, page: str) -> bytes:
    """The coming five weeks: when the zone is closed, asks for something or cannot be told; else that nothing is."""
    bundle = book.bundle
    name = f"{zone.name} – {question.named}, {question.purpose}"
    if bundle.territory.demonstration:
        name = f"[Démonstration] {name}"
    calendar = Calendar()
    calendar.add("prodid", "-//JOPTIMIZ//Horaires//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    stamp = datetime.combine(today, time(), ZoneInfo(bundle.territory.timezone)).astimezone(UTC)
    whose = sha256(repr((sorted(question.facts.items()), question.activity)).encode()).hexdigest()[:10]
    about = _About(f"{name}\n{_LEGAL} Règles {book.ref}.\n{page}", page, f"{whose}-{zone.id}@{book.territory}", stamp)
    for since, until, verdict in intervals_of(bundle, question.profile, zone.id, today, DAYS):
        if verdict is not Verdict.ALLOWED:
            calendar.add_component(about.event(f"{VERDICTS[verdict]}{NO_BREAK}: {zone.name}", since, until))
    if not calendar.subcomponents:
        # A calendar must hold something: that nothing restricts this vehicle, from the first day to the last.
        said = f"Aucune restriction pour ce véhicule{NO_BREAK}: {zone.name}"
        calendar.add_component(about.event(said, today, today + timedelta(DAYS)))
    body: bytes = calendar.to_ical()
    return body


@dataclass(frozen=True, slots=True)
class _About:
    """What every event of a calendar says."""

    text: str
    page: str
    whose: str
    stamp: datetime

    def event(self, summary: str, since: date, until: date) -> Event:
        """An event, from its beginning until its end (days or instants)."""
        event = Event()
        event.add("uid", f"{since:%Y%m%dT%H%M%S}-{self.whose}.joptimiz")
        event.add("dtstamp", self.stamp)
        event.add("summary", summary)
        event.add("description", self.text)
        event.add("url", self.page)
        event.add("transp", "TRANSPARENT")
        event.add("dtstart", since)
        event.add("dtend", until)
        return event
