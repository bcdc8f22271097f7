"""Tracés brought from elsewhere: GeoJSON, shapefile in a zip, KML, KMZ, GPX; read whole, their projection found."""

from connectors.drawings.model import Feature, Layer, Unusable
from connectors.drawings.projections import Guess, guess, project
from connectors.drawings.reading import LARGEST_FILE, read_drawings

__all__ = ["LARGEST_FILE", "Feature", "Guess", "Layer", "Unusable", "guess", "project", "read_drawings"]
