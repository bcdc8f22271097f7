"""An outline of somebody's own: taken as it is, or refused with where it is wrong."""

import json

import pytest

from rules.model import Invalid
from tenants.opening.boundary import LARGEST, read_boundary

HERE = {
    "38185": {"type": "Polygon", "coordinates": [[[5.6, 45.1], [5.8, 45.1], [5.8, 45.3], [5.6, 45.3], [5.6, 45.1]]]}
}


def polygon(*ring: tuple[float, float]) -> dict[str, object]:
    """A closed ring."""
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


GOOD = polygon((5.65, 45.15), (5.75, 45.15), (5.75, 45.25), (5.65, 45.25))


@pytest.mark.parametrize(
    "tree",
    [
        GOOD,
        {"type": "Feature", "properties": None, "geometry": GOOD},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": GOOD}]},
    ],
)
def test_a_polygon_is_taken_however_it_is_wrapped(tree: dict[str, object]) -> None:
    """As one geometry, counter-clockwise."""
    found = read_boundary(json.dumps(tree).encode(), HERE)
    assert found["type"] == "Polygon"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "boundary_unreadable"),
        (b"[]", "boundary_unreadable"),
        (b"\xff\xfe", "boundary_unreadable"),
        (b'{"type": "Polygon"}', "boundary_unreadable"),
        (b'{"features": []}', "boundary_kind"),
        (b"[" * 100_000, "boundary_unreadable"),
        (b'{"type": "Polygon", "coordinates": [[[1, 2], [3]]]}', "boundary_unreadable"),
        (b'{"type": "Point", "coordinates": [5.7, 45.2]}', "boundary_kind"),
        (b'{"type": "Polygon", "coordinates": []}', "boundary_kind"),
        (
            json.dumps(polygon((912_000, 6_458_000), (913_000, 6_458_000), (913_000, 6_459_000))).encode(),
            "boundary_degrees",
        ),
        (json.dumps(polygon((5.6, 45.1), (5.8, 45.3), (5.8, 45.1), (5.6, 45.3))).encode(), "boundary_crossing"),
        (json.dumps(polygon((45.1, 5.6), (45.3, 5.6), (45.3, 5.8), (45.1, 5.8))).encode(), "boundary_foreign"),
        (b" " * (LARGEST + 1), "boundary_large"),
        (b'{"type": "Polygon", "coordinates": [[[NaN, 1], [2, 1], [2, 2], [NaN, 1]]]}', None),
    ],
)
def test_what_is_no_outline_here_is_refused(text: bytes, code: str | None) -> None:
    """Unreadable, not an area, projected, crossing itself, somebody else's, too large."""
    with pytest.raises(Invalid) as refused:
        read_boundary(text, HERE)
    [problem] = refused.value.problems
    assert problem.hint
    assert code is None or problem.code == code
