"""A stop that is refused is brought to the last legal point by a way that is found, not only named."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connectors.valhalla import Router, Tileset, prepare_tileset
from itineriz.core import Demand, Stop
from itineriz.service import Routes
from rules.compiler import compile_bundle
from rules.model import Facts
from tenants.files import read_folder
from tenants.snapshot import Rulebook, Snapshot

RIVIERA = Path(__file__).resolve().parents[2] / "tenants/territories/riviera"
LORRY: Facts = {
    "category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel",
    "length_cm": 700, "width_cm": 220, "height_cm": 300,
}  # fmt: skip


@pytest.fixture(scope="session")
def streets(tmp_path_factory: pytest.TempPathFactory, extract: Path) -> Tileset:
    """The streets of the demonstration."""
    return prepare_tileset(extract, tmp_path_factory.mktemp("riviera"), progress=lambda _said, _share: None)


async def test_the_last_legal_point_lies_where_streets_meet(streets: Tileset, router: Router) -> None:
    """The point found on one street is also the end of a yard: the way is sought from the street."""
    sources, geometries = read_folder(RIVIERA)
    snapshot = Snapshot.of({"riviera": Rulebook("riviera", 1, compile_bundle(sources, geometries))})
    routes = Routes(router, lambda: snapshot, {"riviera": streets})
    at = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))
    stops = Stop((7.427, 43.742)), Stop((7.4197, 43.734), "delivery")
    answer = await routes.find(Demand("riviera", LORRY, at, stops))
    assert [stop.served for stop in answer.stops] == [True, False]
    assert answer.geometry is not None
    assert answer.instructions
