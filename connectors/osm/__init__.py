"""OpenStreetMap extracts: is this file one, is it whole, and what of it lies in a territory."""

from connectors.osm.check import REMEDY, BadExtract, check_extract
from connectors.osm.clip import Clip, OutOfExtract, clip_extract

__all__ = ["REMEDY", "BadExtract", "Clip", "OutOfExtract", "check_extract", "clip_extract"]
