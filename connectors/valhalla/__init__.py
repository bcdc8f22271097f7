"""Valhalla: streets into a tileset, closed streets into an overlay, routes out of a process of its own."""
