"""Valhalla: streets into a tileset, closed streets into an overlay, routes out of a process of its own."""

from connectors.valhalla.build import prepare_tileset
from connectors.valhalla.router import Router
from connectors.valhalla.tileset import Tileset, TilesetBroken, open_tileset

__all__ = ["Router", "Tileset", "TilesetBroken", "open_tileset", "prepare_tileset"]
