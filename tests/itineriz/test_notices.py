"""What the law wants said of a route, in a made-up town: the zones it meets, the signs it obeys, its emissions."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connectors.valhalla import Router, prepare_tileset
from itineriz.core import Demand, RouteAnswer, Stop
from itineriz.service import Routes
from rules.compiler import compile_bundle
from rules.model import Facts, GeoJSON
from rules.vocabulary import SECONDARY_ROAD
from tenants.files import read_folder
from tenants.snapshot import Rulebook, Snapshot

RIVIERA = Path(__file__).resolve().parents[2] / "tenants/territories/riviera"
TEN = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))
LORRY: Facts = {"category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel", "height_cm": 300}
VAN: Facts = {"category": "N1", "gvw_kg": 3500, "critair": "EL", "energy": "electric"}
OLD = "if: {critair: {gte: 3}}"
HEAVY = "if: {gvw_kg: {gt: 3500}}"
NIGHT = 'when: {time: "22:00-05:00"}'


def at(column: float, row: float) -> tuple[float, float]:
    """The position of a crossing, or between crossings."""
    return 7.0 + 0.0028 * column, 44.0 + 0.002 * row


CORNERS = [at(5.9, 4.9), at(8.1, 4.9), at(8.1, 9.1), at(5.9, 9.1), at(5.9, 4.9)]
CENTRE: GeoJSON = {"type": "Polygon", "coordinates": [[list(corner) for corner in CORNERS]]}
WEST, EAST, INSIDE = Stop(at(1.3, 7)), Stop(at(12.6, 7)), Stop(at(7, 7.3), "delivery")


async def told(routes: Routes, *stops: Stop, facts: Facts = LORRY) -> RouteAnswer:
    """The answer to a demand."""
    return await routes.find(Demand("town", facts, TEN, stops))


def codes(answer: RouteAnswer) -> list[str]:
    """Of its notices."""
    return [notice.code for notice in answer.notices]


async def test_a_zfe_avoided_is_said_with_its_order(routes: Callable[..., Routes]) -> None:
    """The old lorry is led around it, and told so."""
    answer = await told(routes({"zfe-centre": (CENTRE, OLD, "")}), WEST, EAST)
    assert codes(answer) == ["zfe_avoided", "lorry_signs", "gas"]
    zfe = answer.notices[0]
    assert zfe.title == "Zone à faibles émissions évitée\u00a0: Zone zfe-centre."
    assert zfe.detail == "Interdite à ce véhicule. Règle r-zfe-centre."
    assert (zfe.territory, zfe.order) == ("town", "O-1")


async def test_a_zfe_crossed_is_said_with_its_hours(routes: Callable[..., Routes]) -> None:
    """The electric van goes through; the order is told though no rule speaks of it."""
    answer = await told(routes({"zfe-centre": (CENTRE, OLD, "")}), WEST, EAST, facts=VAN)
    assert codes(answer) == ["zfe_crossed", "gas"]
    assert answer.notices[0].title == "Zone à faibles émissions sur le trajet\u00a0: Zone zfe-centre."
    assert answer.notices[0].detail.startswith(("De 10\u00a0h\u00a0", "À 10\u00a0h\u00a0"))
    assert answer.notices[0].detail.endswith("permise à ce véhicule.")
    assert answer.notices[0].order == "O-1"


async def test_a_zfe_where_a_fact_lacks_says_which(routes: Callable[..., Routes]) -> None:
    """Not known is not allowed, and the notice asks."""
    facts = {name: value for name, value in LORRY.items() if name != "critair"}
    answer = await told(routes({"zfe-centre": (CENTRE, OLD, "")}), WEST, EAST, facts=facts)
    assert answer.notices[0].detail == "À vérifier pour ce véhicule\u00a0: il manque la vignette Crit’Air."


async def test_a_stop_refused_in_a_zfe(routes: Callable[..., Routes]) -> None:
    """The zone that refuses the stop is told even when the way never meets it."""
    answer = await told(routes({"zfe-centre": (CENTRE, OLD, "")}), WEST, INSIDE)
    assert any(code.startswith("zfe_") for code in codes(answer))
    assert {notice.order for notice in answer.notices if notice.code.startswith("zfe_")} == {"O-1"}


async def test_lorries_are_told_what_restricts_them(routes: Callable[..., Routes]) -> None:
    """A zone closed by weight concerns lorries; the same zone says nothing to a van; signs are OpenStreetMap's."""
    zones = {"centre": (CENTRE, HEAVY, "")}
    lorry = await told(routes(zones), WEST, EAST)
    assert codes(lorry) == ["lorry_zone", "lorry_signs", "gas"]
    assert lorry.notices[0].title == "Restriction de circulation des poids lourds évitée\u00a0: Zone centre."
    assert "3\u00a0m de haut, 7,5\u00a0t" in lorry.notices[1].detail
    assert codes(await told(routes(zones), WEST, EAST, facts=VAN)) == ["gas"]


@pytest.mark.parametrize(
    ("facts", "code", "said", "unsaid"),
    [
        (LORRY, "lorry_signs", "Aucune marchandise dangereuse n’est déclarée\u00a0:", "sont respectées"),
        (
            {**LORRY, "dangerous_goods": "adr"},
            "lorry_signs",
            "dangereuses sont respectées. Celles de certaines heures",
            "déclarée",
        ),
        ({**LORRY, "dangerous_goods": "none"}, "lorry_signs", "la signalisation prime", "dangereuses"),
        ({**VAN, "dangerous_goods": "adr"}, "dangerous_goods_signs", "aux poids lourds", "Gabarit"),
    ],
)
async def test_signs_against_dangerous_goods(
    routes: Callable[..., Routes], facts: Facts, code: str, said: str, unsaid: str
) -> None:
    """Obeyed for a load that is declared, lorry or not; not looked at, and said so, when none is."""
    answer = await told(routes({}), WEST, EAST, facts=facts)
    assert codes(answer) == [code, "gas"]
    detail = answer.notices[0].detail
    assert detail
    assert said in detail
    assert unsaid not in detail


async def test_a_zone_that_is_no_matter_of_lorries(routes: Callable[..., Routes]) -> None:
    """A zone closed by the hour to all is no lorry restriction."""
    assert codes(await told(routes({"centre": (CENTRE, NIGHT, "")}), WEST, EAST)) == ["lorry_signs", "gas"]


async def test_secondary_roads_used_are_said(routes: Callable[..., Routes]) -> None:
    """A street ranked as a voie secondaire, on the only way to a stop."""
    street: GeoJSON = {"type": "LineString", "coordinates": [list(at(12, 7)), list(at(13, 7))]}
    answer = await told(routes({f"{SECONDARY_ROAD}-row": (street, NIGHT, "")}), WEST, EAST)
    assert codes(answer) == ["secondary_road", "lorry_signs", "gas"]
    assert answer.notices[0].title == f"Le trajet emprunte des voies secondaires\u00a0: Zone {SECONDARY_ROAD}-row."


async def test_emissions_are_those_of_the_manoeuvres(routes: Callable[..., Routes]) -> None:
    """Anybody may reckon them again from the instructions: between the slowest and fastest cycle of the class."""
    answer = await told(routes({}), WEST, EAST)
    assert answer.emissions is not None
    assert answer.distance_m is not None
    least, most = 444.4 * 3.07 / 2.49, 1095.1 * 3.07 / 2.49
    assert least <= answer.emissions.co2e_g / answer.distance_m * 1_000 <= most
    gas = answer.notices[-1]
    assert gas.title.startswith("Environ ")
    assert "se classent par ces émissions" in gas.detail
    electric = await told(routes({}), WEST, EAST, facts=VAN)
    assert electric.emissions is not None
    assert electric.emissions.co2e_g < answer.emissions.co2e_g / 10


async def test_the_order_told_is_one_that_closes(tmp_path: Path, extract: Path, router: Router) -> None:
    """On the demonstration's streets: the ZFE's own order, not that of the rule that lets the emergency services in."""
    tileset = prepare_tileset(extract, tmp_path / "city", progress=lambda _said, _share: None)
    book = Rulebook("riviera", 1, compile_bundle(*read_folder(RIVIERA)))
    snapshot = Snapshot.of({"riviera": book})
    streets = Routes(router, lambda: snapshot, {"riviera": tileset})
    demand = Demand("riviera", LORRY, TEN, (Stop((7.4095, 43.7262)), Stop((7.4187, 43.7311), "delivery")))
    zfe = [each for each in (await streets.find(demand, advised=False)).notices if each.code == "zfe_crossed"]
    assert [(each.territory, each.order) for each in zfe] == [("riviera", "D-2026-002")]


@pytest.mark.parametrize("facts", [{}, {**VAN, "energy": "hydrogen"}, {"category": "M2", "gvw_kg": 5000}])
async def test_no_figure_has_its_reason(routes: Callable[..., Routes], facts: Facts) -> None:
    """Null, and a notice that says why."""
    answer = await told(routes({}), WEST, EAST, facts=facts)
    assert answer.emissions is None
    assert codes(answer)[-1] == "gas_unknown"
    assert answer.notices[-1].detail
