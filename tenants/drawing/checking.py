"""Everything that is wrong with a tracé, at once: where, what to do, and what would mend it."""

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from rules.model import GeoJSON
from rules.texts.typography import figure
from tenants.drawing.model import Around, Fault, FaultCode, Measure, Review
from tenants.drawing.plane import area_m2, areas_of, flat, length_m, round_degrees, written
from tenants.drawing.reading import read_geometry
from tenants.drawing.repairing import (
    MOST_VERTICES,
    changed_m2,
    crossings,
    filled,
    is_sliver,
    simplified,
    uncross,
    without_repeats,
    without_slivers,
    without_stray_holes,
)

EDGE_M = 5.0
"""Outlines of communes and drawn edges differ by as much: what is nearer is not beyond."""
LEAST_SHARED_M2 = 10.0
SHOWN = 20


def review(shape: GeoJSON, around: Around) -> Review:
    """What is wrong with a tracé among its neighbours, and what it measures."""
    drawn = read_geometry(shape)
    if isinstance(drawn, Fault):
        return Review((drawn,))
    if shapely.get_num_coordinates(drawn) > MOST_VERTICES:
        return Review((_heavy(drawn),), measure(drawn))
    faults = [*_form(drawn), *_place(drawn, around)]
    return Review(tuple(faults), measure(drawn))


def measure(drawn: BaseGeometry) -> Measure:
    """Surface and length on the ellipsoid; of an outline that crosses itself, what it goes around."""
    is_area = shapely.get_dimensions(drawn) == 2
    parts = shapely.get_parts(drawn).tolist()
    holes = sum(len(part.interiors) for part in parts) if is_area else 0
    surface = area_m2(drawn if shapely.is_valid(drawn) else uncross(drawn)) if is_area else 0.0
    return Measure(surface, length_m(drawn), int(shapely.get_num_coordinates(drawn)), len(parts), holes)


def surface_said(area: float) -> str:
    """« 350 m² », « 1,25 ha », « 3,20 km² »."""
    if area < 10_000:
        return f"{figure(round(area))}\u00a0m²"
    value, unit = (area / 10_000, "ha") if area < 1_000_000 else (area / 1_000_000, "km²")
    return f"{value:.2f}\u00a0{unit}".replace(".", ",")


def length_said(length: float) -> str:
    """« 850 m », « 3,20 km »."""
    return f"{figure(round(length))}\u00a0m" if length < 1_000 else f"{length / 1_000:.2f}\u00a0km".replace(".", ",")


def _heavy(drawn: BaseGeometry) -> Fault:
    count = figure(int(shapely.get_num_coordinates(drawn)))
    said = f"Ce tracé a {count} sommets\u00a0; {figure(MOST_VERTICES)} au plus."
    lighter = simplified(drawn)
    if lighter is None:
        return Fault("heavy", said, "Gardez-en moins de sommets, puis recommencez.")
    after, deviation = lighter
    left = figure(int(shapely.get_num_coordinates(after)))
    metres = f"{deviation:.1f}".replace(".", ",")
    hint = f"Simplifié, il en a {left} et s’écarte de {metres}\u00a0m au plus."
    return Fault("heavy", said, hint, act="Simplifier", repaired=written(after))


def _form(drawn: BaseGeometry) -> Iterator[Fault]:
    """What is wrong with the outline itself."""
    yield from _repeats(drawn)
    if shapely.get_dimensions(drawn) != 2:
        return
    stray = list(_stray_holes(drawn))
    yield from stray
    if not stray and not shapely.is_valid(drawn):
        yield _crossing(drawn)
    if shapely.is_valid(drawn):
        yield from _slivers(drawn)


def _repeats(drawn: BaseGeometry) -> Iterator[Fault]:
    fewer = without_repeats(drawn)
    count = int(shapely.get_num_coordinates(drawn) - shapely.get_num_coordinates(fewer))
    if count:
        said = "Un sommet est répété." if count == 1 else f"{figure(count)} sommets sont répétés."
        yield Fault(
            "duplicates", said, "Sans eux, le tracé reste le même.", act="Retirer les doublons", repaired=written(fewer)
        )


def _stray_holes(drawn: BaseGeometry) -> Iterator[Fault]:
    places = []
    for part in shapely.get_parts(drawn).tolist():
        shell = uncross(shapely.Polygon(part.exterior)) if part.interiors else part
        places += [
            _place_of(ring.coords[0]) for ring in part.interiors if not shell.covers(uncross(shapely.Polygon(ring)))
        ]
    if places:
        mended = without_stray_holes(drawn)
        said = "Un trou sort de la surface." if len(places) == 1 else f"{len(places)} trous sortent de la surface."
        yield _mending(
            "hole-outside",
            said,
            "Un trou est à l’intérieur.",
            places,
            act="Recouper les trous",
            drawn=drawn,
            mended=mended,
        )


def _crossing(drawn: BaseGeometry) -> Fault:
    places = list(crossings(drawn)) or _reason_place(drawn)
    mended = uncross(drawn)
    count = len(places)
    if count > 1:
        said = f"Le contour se croise en {figure(count)} points{' au moins' if count >= 50 else ''}."
    else:
        said = "Le contour se croise ou se touche lui-même."
    hint = "Chaque lieu est marqué sur la carte."
    return _mending("crossing", said, hint, places, act="Réparer le contour", drawn=drawn, mended=mended)


def _mending(
    code: FaultCode, said: str, hint: str, places: list[tuple[float, float]], *, act: str, drawn: BaseGeometry,
    mended: BaseGeometry,
) -> Fault:  # fmt: skip
    """A fault with its repair, and how much surface that changes."""
    shown = tuple(places[:SHOWN])
    if mended.is_empty:
        return Fault(code, said, f"{hint} Rien de ce tracé ne fait une surface\u00a0: reprenez-le.", shown)
    changed = changed_m2(filled(drawn), mended)
    after = surface_said(area_m2(mended))
    told = f"{hint} Réparé, il fait {after}\u00a0; au plus {surface_said(changed)} changent."
    return Fault(code, said, told, shown, act, written(mended), changed)


def _reason_place(drawn: BaseGeometry) -> list[tuple[float, float]]:
    """The place the library tells, of an outline that touches itself."""
    _, _, told = str(shapely.is_valid_reason(drawn)).partition("[")
    numbers = told.rstrip("]").split()
    try:
        return [_place_of((float(numbers[0]), float(numbers[1])))]
    except (IndexError, ValueError):
        return []


def _slivers(drawn: BaseGeometry) -> Iterator[Fault]:
    rings = [ring for part in shapely.get_parts(drawn).tolist() for ring in (part.exterior, *part.interiors)]
    thin = [ring for ring in rings if is_sliver(shapely.Polygon(ring))]
    if not thin:
        return
    places = tuple(_place_of(ring.coords[0]) for ring in thin[:SHOWN])
    said = "Un morceau est trop fin pour qu’on y tienne." if len(thin) == 1 else f"{len(thin)} morceaux sont trop fins."
    after = without_slivers(drawn)
    if after is None or after.is_empty:
        yield Fault("sliver", said, "Tout le tracé est trop fin\u00a0: tracez plutôt une ligne.", places)
        return
    hint = "Moins de 50\u00a0cm de large\u00a0: sans doute un accroc du tracé."
    yield Fault("sliver", said, hint, places, "Retirer ces morceaux", written(after), changed_m2(drawn, after))


def _place(drawn: BaseGeometry, around: Around) -> Iterator[Fault]:
    """What is wrong with where it lies."""
    area = drawn if shapely.is_valid(drawn) else uncross(drawn)
    if area.is_empty:
        return
    if around.limit is not None:
        far = _far(area, around)
        if far is not None:
            yield far
            return
        yield from _outside(area, around)
    yield from _overlaps(area, around)


def _far(area: BaseGeometry, around: Around) -> Fault | None:
    """Wholly elsewhere: perhaps latitude was given first."""
    limit = around.limit
    assert limit is not None
    if shapely.intersects(area, limit):
        return None
    turned = shapely.transform(area, lambda positions: positions[:, ::-1])
    if shapely.intersects(turned, limit):
        said = "Latitude et longitude sont inversées."
        hint = f"Remis dans l’ordre, le tracé est dans les limites {around.limit_name}."
        return Fault("swapped", said, hint, (_center(area),), "Remettre dans l’ordre", written(turned))
    center = area.centroid
    metres = float(flat(center, center.y).distance(flat(limit, center.y)))
    how_far = f"à {length_said(metres)}" if metres < 500_000 else "très loin"
    said = f"Ce tracé est tout entier hors {around.limit_name}, {how_far}."
    return Fault("foreign", said, "Vérifiez le fichier, ou sa projection à l’import.", (_center(area),))


def _outside(area: BaseGeometry, around: Around) -> Iterator[Fault]:
    limit = around.limit
    assert limit is not None
    latitude = float(shapely.bounds(limit)[[1, 3]].mean())
    wide = shapely.buffer(limit, round_degrees(latitude, EDGE_M))
    if shapely.covers(wide, area):
        return
    beyond = shapely.difference(area, limit)
    is_area = shapely.get_dimensions(area) == 2
    size = area_m2(areas_of(beyond)) if is_area else length_m(beyond)
    inside = shapely.intersection(area, limit)
    whole = area_m2(area) if is_area else length_m(area)
    share = f"{max(0.1, 100 * size / whole):.1f}".replace(".", ",").removesuffix(",0")
    told = surface_said(size) if is_area else length_said(size)
    said = f"{told} dépassent des limites {around.limit_name} ({share}\u00a0%)."
    kept = areas_of(inside) if is_area else _lines_of(inside)
    places = tuple(_center(part) for part in shapely.get_parts(beyond).tolist()[:SHOWN])
    hint = "Recoupé, le tracé suit cette limite."
    changed = changed_m2(area, kept) if is_area else 0.0
    yield Fault("outside", said, hint, places, "Recouper à la limite", written(kept), changed)


def _overlaps(area: BaseGeometry, around: Around) -> Iterator[Fault]:
    if shapely.get_dimensions(area) != 2:
        return
    for other in around.neighbours:
        if other.kind != around.kind or not shapely.intersects(area, other.area):
            continue
        common = areas_of(shapely.intersection(area, other.area))
        size = area_m2(common)
        if size < LEAST_SHARED_M2:
            continue
        rest = areas_of(shapely.difference(area, other.area))
        said = f"{surface_said(size)} sont aussi dans «\u202f{other.name}\u202f», une zone de même nature."
        hint = "C’est permis\u00a0: les règles des deux y valent. Sinon, retirez la partie commune."
        act, repaired = ("Retirer la partie commune", written(rest)) if not rest.is_empty else ("", None)
        yield Fault("overlap", said, hint, (_center(common),), act, repaired, changed_m2(area, rest) if act else 0.0)


def _lines_of(drawn: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(drawn).tolist() if part.geom_type == "LineString"]
    return parts[0] if len(parts) == 1 else shapely.MultiLineString(parts)


def _center(drawn: BaseGeometry) -> tuple[float, float]:
    point = shapely.point_on_surface(drawn)
    return _place_of((point.x, point.y))


def _place_of(position: tuple[float, ...]) -> tuple[float, float]:
    return round(position[0], 7), round(position[1], 7)
