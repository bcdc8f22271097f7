"""GPX 1.1 (https://www.topografix.com/GPX/1/1/): stops as waypoints, instructions as a route, the way as a track."""

import re
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from itineriz.core import RouteAnswer, StopAnswer
from itineriz.service.exports.passing import departure_of, name_of, times_of, way_of

MEDIA_TYPE = "application/gpx+xml"
_SPACE = "http://www.topografix.com/GPX/1/1"
_WHERE = "http://www.w3.org/2001/XMLSchema-instance"
_UNWRITABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, and a street may be named with."""


def gpx_of(answer: RouteAnswer) -> bytes:
    """The file; raises `Conflict` when there is no way."""
    way, times = way_of(answer).coordinates, times_of(answer)
    root = Element(
        "gpx",
        {
            "xmlns": _SPACE,
            "xmlns:xsi": _WHERE,
            "xsi:schemaLocation": f"{_SPACE} {_SPACE}/gpx.xsd",
            "version": "1.1",
            "creator": "JOPTIMIZ Itinériz",
        },
    )
    _metadata(root, answer)
    for number, stop in enumerate(answer.stops):
        at = _point(root, "wpt", stop.position, stop.arrive_at)
        _say(at, name=name_of(number, len(answer.stops)), desc=_about(stop), type="stop")
    route = SubElement(root, "rte")
    _say(route, name="Instructions")
    for each in answer.instructions:
        turn = _point(route, "rtept", way[each.index], times[each.index])
        _say(turn, name=each.text, desc=f"{each.distance_m}\u00a0m")
    track = SubElement(root, "trk")
    _say(track, name="Trajet")
    segment = SubElement(track, "trkseg")
    for position, moment in zip(way, times, strict=True):
        _point(segment, "trkpt", position, moment)
    indent(root, space=" ")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _metadata(root: Element, answer: RouteAnswer) -> None:
    start = departure_of(answer)
    about = SubElement(root, "metadata")
    said = [f"{why.title} {why.detail}" for why in answer.why]
    said += [f"{notice.title} {notice.detail}" for notice in answer.notices]
    _say(about, name="Trajet Itinériz", desc="\n".join((f"Règles : {', '.join(answer.rulebooks)}.", *said)))
    _say(about, time=_written(start))
    lons, lats = zip(*way_of(answer).coordinates, strict=True)
    box = {"minlat": min(lats), "minlon": min(lons), "maxlat": max(lats), "maxlon": max(lons)}
    SubElement(about, "bounds", {name: f"{value:.6f}" for name, value in box.items()})


def _about(stop: StopAnswer) -> str:
    if stop.served:
        return "Arrêt permis." if not stop.obligations else " ".join(duty.message for duty in stop.obligations)
    because = " ".join(reason.message for reason in stop.reasons)
    return f"Arrêt non servi : dernier point permis. {because}".rstrip()


def _point(parent: Element, tag: str, position: tuple[float, float], moment: datetime | None) -> Element:
    lon, lat = position
    point = SubElement(parent, tag, {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"})
    if moment is not None:
        SubElement(point, "time").text = _written(moment)
    return point


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _say(parent: Element, **texts: str) -> None:
    """Children that hold a text, in the order given: the schema's is fixed."""
    for tag, text in texts.items():
        SubElement(parent, tag).text = _UNWRITABLE.sub(" ", text)
