"""A route as a file: for a driver's device, for a map."""

from itineriz.service.exports.geojson import MEDIA_TYPE as GEOJSON
from itineriz.service.exports.geojson import geojson_of
from itineriz.service.exports.gpx import MEDIA_TYPE as GPX
from itineriz.service.exports.gpx import gpx_of

__all__ = ["GEOJSON", "GPX", "geojson_of", "gpx_of"]
