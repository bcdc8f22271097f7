"""Files of tracés as people send them: each format read, its projection found, each fault told by object."""

import io
import json
import zipfile
from collections.abc import Mapping

import pytest
import shapely
from beside import find_beside
from shapefiles import HOLE, RING, Ring, moved, zipped

from connectors.drawings import Layer, Unusable, guess, project, read_drawings
from connectors.drawings.model import MOST_FEATURES

NICE = shapely.box(7.18, 43.64, 7.33, 43.77)
MARTINIQUE = shapely.box(-61.23, 14.38, -60.8, 14.88)
FEEDS = find_beside("feeds")


def geojson(*geometries: Mapping[str, object], **more: object) -> bytes:
    """A collection."""
    features = [{"type": "Feature", "properties": {"nom": "Zone"}, "geometry": each} for each in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features} | more).encode()


def polygon(ring: Ring) -> dict[str, object]:
    """A GeoJSON polygon."""
    return {"type": "Polygon", "coordinates": [[list(position) for position in ring]]}


def taken(layer: Layer, where: shapely.Geometry = NICE) -> shapely.Geometry:
    """The one object of a layer, by its likeliest projection."""
    return project(layer, guess(layer, where)[0].code).features[0].geometry


def near(one: shapely.Geometry, ring: Ring) -> bool:
    """Whether an area is the one of this ring, to a few centimetres."""
    return bool(shapely.hausdorff_distance(one.exterior, shapely.LinearRing(ring)) < 5e-7)


@pytest.mark.parametrize("prj", [True, False])
@pytest.mark.parametrize("epsg", [2154, 3944, 3857, 4326])
def test_shapefile(epsg: int, prj: bool) -> None:
    """Its projection is read from `.prj`, and found without it; the hole stays one, the accents too."""
    layer = read_drawings(zipped(epsg, prj=prj, rings=(RING, HOLE)))
    best = guess(layer, NICE)[0]
    assert best.code == f"EPSG:{epsg}"
    assert best.told == prj
    assert best.inside == 1
    area = taken(layer)
    assert near(area, RING)
    assert len(area.interiors) == 1
    assert layer.features[0].attributes == {"NOM": "Aire piétonne", "SURFACE": "12.5"}


def test_shapefile_of_an_old_desk() -> None:
    """Without `.cpg`, in the encoding of Windows."""
    layer = read_drawings(zipped(encoding="cp1252"))
    assert layer.features[0].attributes["NOM"] == "Aire piétonne"


@pytest.mark.parametrize("epsg", range(3942, 3951))
def test_every_conic_of_nine(epsg: int) -> None:
    """CC42 to CC50, each told from Lambert-93 and from the others by where it falls."""
    latitude = epsg - 3900
    ring = [(2 + x / 100, latitude + y / 100) for x, y in ((0, 0), (0, 1), (1, 1), (1, 0), (0, 0))]
    layer = read_drawings(zipped(epsg, prj=False, rings=(ring,)))
    where = shapely.box(1.9, latitude - 0.1, 2.1, latitude + 0.1)
    assert guess(layer, where)[0].code == f"EPSG:{epsg}"
    assert near(taken(layer, where), ring)


def test_overseas_and_swapped() -> None:
    """UTM 20 N in Martinique; latitude first there and in Nice, proposed as such."""
    ring = [(-61.06, 14.6), (-61.06, 14.61), (-61.05, 14.61), (-61.05, 14.6), (-61.06, 14.6)]
    assert guess(read_drawings(zipped(5490, prj=False, rings=(ring,))), MARTINIQUE)[0].code == "EPSG:5490"
    for given, where in ((ring, MARTINIQUE), (RING, NICE)):
        layer = read_drawings(geojson(polygon([position[::-1] for position in given])))
        guesses = guess(layer, where)
        assert [each.code for each in guesses] == ["swapped"]
        assert near(taken(layer, where), given)


def test_what_a_file_says_wrongly() -> None:
    """It says Lambert-93 and holds degrees: degrees come first, what it says stays a choice."""
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    told = guess(read_drawings(geojson(polygon(RING), crs=crs)), NICE)
    assert [(each.code, each.told, each.inside) for each in told] == [
        ("EPSG:4326", False, 1.0),
        ("EPSG:2154", True, 0.0),
    ]
    lambert = geojson(polygon(moved(RING, 2154)), crs=crs)
    assert near(taken(read_drawings(lambert)), RING)
    assert guess(read_drawings(geojson(polygon(RING))), None)[0].code == "EPSG:4326"


KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Placemark><name>Centre</name><ExtendedData><Data name="type"><value>ZTL</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>7.26,43.69,0 7.27,43.69,0 7.27,43.7,0 7.26,43.69,0</coordinates>
</LinearRing></outerBoundaryIs></Polygon></Placemark>
<Placemark><name>Rue</name><LineString><coordinates>7.26,43.69 7.27,43.69</coordinates></LineString></Placemark>
<Placemark><name>Borne</name><Point><coordinates>7.26,43.69</coordinates></Point></Placemark>
<Placemark><name>Coupé</name><LineString><coordinates>7.26</coordinates></LineString></Placemark>
</Document></kml>"""
GPX = """<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Tournée</name><trkseg>
<trkpt lat="43.69" lon="7.26"/><trkpt lat="43.7" lon="7.27"/></trkseg></trk></gpx>"""


def packed(**members: str) -> bytes:
    """A zip."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "."), text)
    return held.getvalue()


def test_kml_kmz_gpx() -> None:
    """Areas and lines with their names; points and cut ones told by number."""
    for data in (KML.encode(), packed(doc__kml=KML)):
        layer = read_drawings(data)
        assert [each.geometry.geom_type for each in layer.features] == ["Polygon", "LineString"]
        assert layer.features[0].attributes == {"name": "Centre", "type": "ZTL"}
        assert [(each.number, each.message) for each in layer.skipped] == [
            (3, "Cet objet n’est ni une surface ni une ligne."),
            (4, "Les coordonnées de cet objet ne se lisent pas."),
        ]
    track = read_drawings(GPX.encode())
    assert track.features[0].attributes == {"name": "Tournée"}
    assert taken(track).geom_type == "LineString"


BOMB = '<!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><kml>&b;</kml>'
FILE = '<!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "vide"),
        (b"\x89PNG\r\n", "pas reconnu"),
        (b"\x00\x00\x27\x0a" + bytes(96), "plusieurs fichiers"),
        (b"{", "Ligne 1, colonne 2"),
        (b"[1, 2]", "objet GeoJSON"),
        (b'{"type": "FeatureCollection", "features": []}', "aucun tracé"),
        (b'{"type": "FeatureCollection"}', "pas de liste"),
        ('{"é": 1}'.encode("latin-1"), "UTF-8"),
        (b"[" * 200_000, "JSON"),
        (b"<html></html>", "ni du KML ni du GPX"),
        (b"<kml><a></kml>", "Ligne 1, colonne"),
        (BOMB.encode(), "entités"),
        (FILE.encode(), "entités"),
        (b"PK\x03\x04 broken", "abîmé"),
        (zipped()[:-40], "abîmé"),
        (packed(readme__txt="rien"), "aucun tracé connu"),
        (packed(a__shp="", b__shp=""), "2 couches"),
        (packed(a__shp=""), "dbf"),
        (packed(a__shp="x" * 200, a__dbf="x" * 50), "abîmé"),
        (packed(a__kml=" " * 100_000_001), "dépasse 100"),
        (b" " * 30_000_001, "dépasse 30"),
        (b'{"a": [' + b"[1,2]," * 2_000_001 + b"[1,2]]}", "million"),
        (geojson(*[polygon(RING)] * (MOST_FEATURES + 1)), "201 objets"),
    ],
)
def test_refused_whole(data: bytes, said: str) -> None:
    """Each with what to do, and within bounds whatever it would unfold to."""
    with pytest.raises(Unusable) as refused:
        read_drawings(data)
    assert said in refused.value.message
    assert refused.value.hint


def test_objects_left_out() -> None:
    """Without geometry, a point, no number, empty: told by number, the others read."""
    layer = read_drawings(
        geojson(
            polygon(RING),
            {"type": "Point", "coordinates": [7, 43]},
            {"type": "Polygon", "coordinates": [[["a", 1], [1, 1], [2, 2], ["a", 1]]]},
            {"type": "Polygon", "coordinates": []},
            {"type": "Polygon", "coordinates": [[[1e12, 1], [1, 1], [2, 2], [1e12, 1]]]},
            {},
        )
    )
    assert [each.number for each in layer.features] == [1]
    assert [each.number for each in layer.skipped] == [2, 3, 4, 5, 6]


@pytest.mark.skipif(FEEDS is None, reason="../shared/data/feeds is absent")
def test_public_files() -> None:
    """What public feeds publish, in degrees."""
    assert FEEDS is not None
    paths = [FEEDS / "zfe" / "schema-zfe_exemple-valide-zone.geojson", *FEEDS.glob("zfe/bnzfe-aires*.geojson")]
    for path in (*paths, *FEEDS.glob("emprise-stationnement/*.geojson")):
        layer = read_drawings(path.read_bytes())
        assert layer.features, path
        assert guess(layer, None)[0].code == "EPSG:4326"
        assert layer.skipped == ()
