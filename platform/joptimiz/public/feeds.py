"""The feed of changes: one entry a published version, as Atom (RFC 4287) and as JSON Feed 1.1."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import msgspec

from joptimiz.public.changes import Differences
from joptimiz.public.words import counted, long_date
from rules.bundle import Bundle
from rules.texts.typography import NO_BREAK
from tenants.registry import Version

MOST = 20
"""Entries; older versions stand on the page of versions."""
ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """A publication, in words."""

    number: int
    at: datetime
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The publications of a territory, newest first; `base` is the address of its page."""

    name: str
    base: str
    entries: tuple[Entry, ...]

    @property
    def title(self) -> str:
        """Its name in a reader."""
        return f"Règles de circulation{NO_BREAK}: {self.name}"


def entry_of(version: Version, bundle: Bundle, changed: Differences | None) -> Entry:
    """A version: what it changed, or what the first one holds."""
    at = version.published_at.astimezone(UTC)
    title = f"Version{NO_BREAK}{version.number}, publiée le {long_date(at.date())}"
    if changed is None:
        held = f"{counted(len(bundle.zones), 'zone', 'zones')}, {counted(len(bundle.orders), 'arrêté', 'arrêtés')}"
        return Entry(version.number, at, title, f"Première publication{NO_BREAK}: {held}.")
    lines = [f"{changed.rules}."] + [group.message for group in changed.groups]
    if not changed.groups:
        lines.append("Aucun verdict ne change.")
    if changed.more:
        lines.append(f"Et {counted(changed.more, 'autre changement', 'autres changements')}.")
    return Entry(version.number, at, title, "\n".join(lines))


def atom_of(feed: Feed) -> bytes:
    """The feed as Atom."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(_tag("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": "fr"})
    _add(root, "id", feed.base)
    _add(root, "title", feed.title)
    _add(root, "updated", _instant(feed.entries))
    _add(ET.SubElement(root, _tag("author")), "name", feed.name)
    ET.SubElement(root, _tag("link"), {"rel": "self", "type": ATOM, "href": f"{feed.base}/changements.atom"})
    ET.SubElement(root, _tag("link"), {"rel": "alternate", "type": "text/html", "href": f"{feed.base}/versions"})
    for entry in feed.entries:
        node = ET.SubElement(root, _tag("entry"))
        page = f"{feed.base}/versions/{entry.number}"
        _add(node, "id", page)
        _add(node, "title", entry.title)
        _add(node, "updated", _spelt(entry.at))
        _add(node, "published", _spelt(entry.at))
        ET.SubElement(node, _tag("link"), {"rel": "alternate", "type": "text/html", "href": page})
        _add(node, "content", entry.text).set("type", "text")
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def json_of(feed: Feed) -> bytes:
    """The feed as JSON Feed."""
    return msgspec.json.encode({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "language": "fr",
        "home_page_url": f"{feed.base}/versions",
        "feed_url": f"{feed.base}/changements.json",
        "authors": [{"name": feed.name}],
        "items": [
            {
                "id": f"{feed.base}/versions/{entry.number}",
                "url": f"{feed.base}/versions/{entry.number}",
                "title": entry.title,
                "content_text": entry.text,
                "date_published": _spelt(entry.at),
            }
            for entry in feed.entries
        ],
    })  # fmt: skip


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    node = ET.SubElement(parent, _tag(name))
    node.text = text
    return node


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _instant(entries: Sequence[Entry]) -> str:
    return _spelt(entries[0].at)


def _spelt(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
