"""What of OpenStreetMap the map shows, and in which layer."""

import pytest

from connectors.basemap.features import area, line, point


@pytest.mark.parametrize(
    ("tags", "layer", "properties"),
    [
        (
            {"highway": "residential", "name": "Rue X", "oneway": "-1"},
            "road",
            {"class": "minor", "name": "Rue X", "oneway": -1},
        ),
        (
            {"highway": "primary_link", "tunnel": "yes", "layer": "-1"},
            "road",
            {"class": "primary", "tunnel": 1, "link": 1, "layer": -1},
        ),
        (
            {"highway": "tertiary", "name": "Mùnegu", "name:fr": "Monaco", "bridge": "no"},
            "road",
            {"class": "tertiary", "name": "Monaco"},
        ),
        ({"boundary": "administrative", "admin_level": "2"}, "boundary", {"level": 2}),
        ({"railway": "tram"}, "rail", {"class": "tram"}),
    ],
)
def test_a_way_says_what_the_style_needs(tags: dict[str, str], layer: str, properties: dict[str, object]) -> None:
    """Class, name in French, tunnel, bridge, direction; nothing for what is « no »."""
    kept = line(tags)
    assert kept is not None
    assert (kept.layer, kept.properties) == (layer, properties)


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "corridor"},
        {"highway": "footway", "indoor": "yes"},
        {"highway": "construction"},
        {"highway": "pedestrian", "area": "yes"},
        {"boundary": "administrative", "admin_level": "2", "maritime": "yes"},
        {"boundary": "administrative", "admin_level": "douze"},
        {"railway": "abandoned"},
    ],
)
def test_what_is_not_outdoors_or_not_a_line_is_left_out(tags: dict[str, str]) -> None:
    """Corridors, works, squares, sea borders and lost railways are no lines of this map."""
    assert line(tags) is None


def test_areas_and_points_are_sorted() -> None:
    """Houses, squares, pools and places each go to their layer; a closed street is no square."""
    assert area({"building": "yes"}) == ("building", {}, 13)
    assert area({"highway": "pedestrian"}) is None
    assert area({"highway": "pedestrian", "area": "yes", "name": "Place"}) == (
        "land",
        {"class": "square", "name": "Place"},
        14,
    )
    assert area({"leisure": "swimming_pool", "indoor": "yes"}) is None
    assert area({"leisure": "park"}) == ("park", {"class": "park"}, 12)
    assert point({"place": "suburb", "name": "Larvotto"}) == (
        "place",
        {"class": "suburb", "rank": 4, "name": "Larvotto"},
        12,
    )
    assert point({"place": "suburb"}) is None
    assert point({"addr:housenumber": "12 bis"}) == ("housenumber", {"number": "12 bis"}, 16)
