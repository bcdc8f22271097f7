"""The quiet map under everything: one PMTiles file made from the same extract as the streets."""

from connectors.basemap.build import BasemapBroken, build_basemap

__all__ = ["BasemapBroken", "build_basemap"]
