"""Shapefiles as desks of mapping send them, in a zip."""

import io
import zipfile
from collections.abc import Sequence

import shapefile
from pyproj import CRS, Transformer

RING = [(7.26, 43.69), (7.26, 43.7), (7.27, 43.7), (7.27, 43.69), (7.26, 43.69)]
HOLE = [(7.262, 43.692), (7.264, 43.692), (7.264, 43.694), (7.262, 43.692)]
type Ring = Sequence[tuple[float, float]]


def moved(ring: Ring, epsg: int) -> list[tuple[float, float]]:
    """A ring in another projection."""
    change = Transformer.from_crs("EPSG:4326", f"EPSG:{epsg}", always_xy=True).transform
    return [change(*position) for position in ring]


def zipped(epsg: int = 2154, *, prj: bool = True, encoding: str = "utf-8", rings: Sequence[Ring] = (RING,)) -> bytes:
    """A shapefile of one area in a zip."""
    parts = {ending: io.BytesIO() for ending in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, shapeType=shapefile.POLYGON, encoding=encoding) as writer:
        writer.field("NOM", "C", 40)
        writer.field("SURFACE", "N", 12, 2)
        writer.poly([moved(ring, epsg) for ring in rings])
        writer.record("Aire piétonne", 12.5)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending, held in parts.items():
            archive.writestr(f"export/zones.{ending}", held.getvalue())
        if prj:
            archive.writestr("export/zones.prj", CRS.from_epsg(epsg).to_wkt("WKT1_ESRI"))
    return packed.getvalue()
