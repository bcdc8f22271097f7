"""Every error of Valhalla that we can provoke on real tiles comes back as a French sentence."""

from pathlib import Path
from typing import ClassVar, cast

import msgspec
import numpy as np
import pytest

from connectors.valhalla import Router, Tileset, prepare_tileset
from connectors.valhalla.costing import costing_of
from connectors.valhalla.messages import MESSAGES, UNKNOWN, Kind, RouteRefused, message_of
from connectors.valhalla.requests import Request
from connectors.valhalla.streets import NONE, Halt, Streets, TimedCosting
from tests.connectors.valhalla.grid import WALL_TIME, at, edges_within

ENDS = [{"lon": 7.00364, "lat": 44.014}, {"lon": 7.03528, "lat": 44.014}]
LOW = [{"lon": 7.00364, "lat": 44.024}, {"lon": 7.03528, "lat": 44.024}]
"""On the street too low for the lorry."""
SQUARE = [[5.0, 42.0], [9.0, 42.0], [9.0, 46.0], [5.0, 46.0], [5.0, 42.0]]
ZIGZAG = [[7 + i * 1e-6, 44 + i % 2 * 1e-5] for i in range(21_000)]
ASTRAY = [[7.001, 44.001], [7.002, 44.0015]]
NEAR = [{"lon": 7.001, "lat": 44.001}, {"lon": 7.004, "lat": 44.0035}]
AWAY = [{"lon": 8.001, "lat": 44.001}, {"lon": 8.0, "lat": 44.0}]


class Raw(msgspec.Struct):
    """A request of any shape, which our own types would not let pass."""

    locations: object = msgspec.UNSET
    shape: object = msgspec.UNSET
    encoded_polyline: object = msgspec.UNSET
    shape_match: object = msgspec.UNSET
    trace_options: object = msgspec.UNSET
    exclude_locations: object = msgspec.UNSET
    exclude_polygons: object = msgspec.UNSET
    linear_cost_factors: object = msgspec.UNSET
    date_time: object = msgspec.field(default_factory=lambda: {"type": 1, "value": "2026-11-24T10:00"})
    costing: str = "truck"
    action: ClassVar[str] = "route"


class RawWalk(Raw):
    """A trace to be matched."""

    action: ClassVar[str] = "trace_attributes"


def line(coordinates: list[list[float]]) -> dict[str, object]:
    """A line of streets made dearer."""
    geometry = {"type": "LineString", "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": {"factor": 2}}


@pytest.mark.parametrize(
    ("number", "request_"),
    [
        (120, Raw(ENDS[:1])),
        (130, Raw([{"lon": 7, "lat": 99}, *ENDS])),
        (137, Raw(ENDS, exclude_polygons=[["a"]])),
        (150, Raw(ENDS * 30)),
        (153, RawWalk(shape=NEAR * 9_000, shape_match="edge_walk")),
        (154, Raw([ENDS[0], {"lon": 150, "lat": -30}])),
        (157, Raw(ENDS, exclude_locations=ENDS * 40)),
        (158, RawWalk(shape=NEAR, shape_match="map_snap", trace_options={"search_radius": 99_999})),
        (162, Raw(ENDS, date_time={"type": 1, "value": "hier"})),
        (167, Raw(ENDS, exclude_polygons=[SQUARE])),
        (171, Raw([ENDS[0], {"lon": 9, "lat": 44}])),
        (172, RawWalk(shape=[ENDS[0], AWAY[0]], shape_match="walk_or_snap")),
        (173, Raw(ENDS, linear_cost_factors=[line([])])),
        (176, Raw(ENDS, exclude_polygons=[ZIGZAG])),
        (233, Raw(ENDS, linear_cost_factors=[line(ASTRAY)])),
        (442, Raw(LOW)),
        (443, RawWalk(shape=NEAR, shape_match="edge_walk")),
        (444, RawWalk(shape=AWAY, shape_match="walk_or_snap")),
    ],
)
async def test_provoked(town: Tileset, router: Router, number: int, request_: Raw) -> None:
    """The number is Valhalla's, the sentence ours."""
    with pytest.raises(RouteRefused) as raised:
        await router.ask(town.folder, NONE, cast("Request", request_))
    assert raised.value.number == number
    assert raised.value.message is MESSAGES[number]


async def test_walled_in(town: Tileset, router: Router) -> None:
    """Each stop on a block of its own, every other street closed."""
    open_ = np.union1d(edges_within(town, 1.1, 6.9, 1.9, 7.1), edges_within(town, 12.1, 6.9, 12.9, 7.1))
    with pytest.raises(RouteRefused) as raised:
        await router.ask(town.folder, np.setdiff1d(town.edges.ids, open_), cast("Request", Raw(ENDS)))
    assert raised.value.number == 442
    assert raised.value.message.kind is Kind.NO_WAY


async def test_islands(router: Router, tmp_path: Path) -> None:
    """Streets that nothing joins, a hundred kilometres apart (170)."""
    isles = tmp_path / "isles.osm"
    isles.write_text(_two_isles())
    tileset = prepare_tileset(isles, tmp_path / "tiles", progress=lambda _said, _share: None)
    profile = TimedCosting(costing_of({"category": "N1"}), WALL_TIME)
    with pytest.raises(RouteRefused) as raised:
        await Streets(tileset, router).route([Halt(7.0005, 44.0), Halt(8.5005, 44.0)], profile, reach=0)
    assert raised.value.number == 170
    assert raised.value.message.kind is Kind.NO_WAY


def _two_isles() -> str:
    nodes, ways = [], []
    for isle, west in enumerate((7.0, 8.5)):
        first = 10 * isle + 1
        nodes += [f'<node id="{first + i}" version="1" lat="44" lon="{west + i * 0.001}"/>' for i in range(4)]
        points = "".join(f'<nd ref="{first + i}"/>' for i in range(4))
        ways.append(f'<way id="{isle + 1}" version="1">{points}<tag k="highway" v="residential"/></way>')
    return f'<?xml version="1.0"?><osm version="0.6">{"".join(nodes)}{"".join(ways)}</osm>'


async def test_too_many_stops_of_ours(town: Tileset, router: Router) -> None:
    """Our own client meets the limit as well."""
    with pytest.raises(RouteRefused) as raised:
        await Streets(town, router).route([at(n % 14, 7) for n in range(60)], TimedCosting(costing_of({}), WALL_TIME))
    assert raised.value.message.code == "route_too_many_stops"


def test_sentences() -> None:
    """Each number has a code of its own and two sentences that end; any other number has the common ones."""
    for message in (*MESSAGES.values(), UNKNOWN):
        assert message.title.endswith(".")
        assert message.detail.endswith(".")
    assert len({each.code for each in MESSAGES.values()}) == len(MESSAGES)
    assert message_of(99_999) is UNKNOWN
