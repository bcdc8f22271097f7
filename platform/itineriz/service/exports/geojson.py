"""GeoJSON (RFC 7946): the way with all that was said of it, then each stop."""

import msgspec

from itineriz.core import RouteAnswer
from itineriz.service.exports.passing import departure_of, name_of, way_of

MEDIA_TYPE = "application/geo+json"
_TOLD = (
    "feasible", "unverified", "rulebooks", "distance_m", "duration_s", "zones_crossed", "zones_avoided", "emissions",
    "notices", "why",
)  # fmt: skip


def geojson_of(answer: RouteAnswer) -> bytes:
    """The file; raises `Conflict` when there is no way."""
    way = way_of(answer)
    told: dict[str, object] = msgspec.to_builtins(answer)
    lons, lats = zip(*way.coordinates, strict=True)
    properties = {"kind": "route", "depart_at": departure_of(answer), "arrive_at": answer.stops[-1].arrive_at}
    features = [_feature(told["geometry"], properties | {name: told[name] for name in _TOLD})]
    for number, stop in enumerate(answer.stops):
        said: dict[str, object] = msgspec.to_builtins(stop)
        position = said.pop("position")
        name = name_of(number, len(answer.stops))
        point = {"type": "Point", "coordinates": position}
        features.append(_feature(point, {"kind": "stop", "number": number, "name": name, **said}))
    box = [min(lons), min(lats), max(lons), max(lats)]
    return msgspec.json.encode({"type": "FeatureCollection", "bbox": box, "features": features})


def _feature(geometry: object, properties: dict[str, object]) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}
