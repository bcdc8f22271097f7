"""What several files make together: shared sets, composed areas, and where everything is written."""

from collections.abc import Mapping

import pytest

from rules.compiler import Compiled, compile_sources, shape_key, wanted
from rules.model import Communes, Difference, GeoJSON, Invalid, Source, Union

TERRITORY = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
siren: "200046977"
aliases: ["246900245"]
members: ["69266", "69123"]
coverage: {communes: members}
"""
OWN = """\
schema: joptimiz/rules@1
include: [national/secours@1]
orders:
  A: {title: Arrêté}
zones:
  centre:
    kind: ztl
    geometry: {difference: [{union: [{communes: ["69123"]}, zones/quai.geojson]}, zones/port.geojson]}
rules:
  - {id: ztl, do: prohibit, zones: [centre], order: A, article: "1", tags: [circulation]}
"""
SHARED = """\
schema: joptimiz/set@1
set: national/secours@1
orders:
  N-1: {title: Décret des secours}
  N-2: {title: Décret des gares}
  N-3: {title: Décret des droits}
rights:
  gig: {name: la carte, order: N-3, article: "1"}
  gare: {name: la carte de gare, order: N-2, article: "1"}
rules:
  - {id: n-secours, do: allow, overrides: [circulation], zones: all, order: N-1, article: "1",
     if: {activity: {is: emergency}}}
  - {id: n-carte, do: allow, overrides: [ztl], zones: {kind: ztl}, if: {right: {has: gig}}, order: N-1, article: "2"}
  - {id: n-gare, do: allow, overrides: [gares], zones: all, if: {right: {has: gare}}, order: N-2, article: "1"}
  - {id: n-zfe, do: prohibit, zones: {kind: zfe}, order: N-2, article: "2"}
  - {id: n-apres-zfe, do: allow, overrides: [n-zfe], zones: all, order: N-2, article: "3"}
  - {id: n-fermeture, do: prohibit, zones: {kind: ztl}, overrides: [n-gare], order: N-1, article: "3",
     if: {gvw_kg: {gt: 44000}}}
"""
SQUARE: GeoJSON = {
    "type": "Polygon",
    "coordinates": [[[7.42, 43.73], [7.43, 43.73], [7.43, 43.74], [7.42, 43.74], [7.42, 43.73]]],
}
CENTRE = Difference((Union((Communes(("69123",)), "zones/quai.geojson")), "zones/port.geojson"))
SHAPES: Mapping[str, GeoJSON] = {
    "zones/quai.geojson": SQUARE,
    "zones/port.geojson": SQUARE,
    shape_key(CENTRE): SQUARE,
    shape_key(Communes(("69123", "69266"))): SQUARE,
}


def together(shared: str = SHARED, own: str = OWN, territory: str = TERRITORY) -> Compiled:
    """The territory and the set it includes."""
    sources = [
        Source("rules/a.yaml", own),
        Source("territory.yaml", territory),
        Source("national/secours@1.yaml", shared),
    ]
    return compile_sources(sources, SHAPES)


def test_what_is_lacking_is_told_before() -> None:
    """The sets included and the areas to compose, each under the key its geometry is awaited by."""
    lacking = wanted([Source("rules/a.yaml", OWN), Source("territory.yaml", TERRITORY)])
    assert lacking.sets == ("national/secours@1.yaml",)
    assert lacking.shapes == {shape_key(spec): spec for spec in (CENTRE, Communes(("69123", "69266")))}
    assert shape_key(Communes(("69123",))) == '{"communes":["69123"]}'


@pytest.mark.parametrize("text", ["", "- a", "a: [1", "zones: 3", "zones: {a: {geometry: {union: 3}}}", "include: 1"])
def test_a_broken_file_lacks_nothing(text: str) -> None:
    """What is wrong is for the compilation to say."""
    assert wanted([Source("rules/a.yaml", text)]) == wanted([])


def test_shared_rules_that_find_nothing_here_are_left_out() -> None:
    """A rule without zone here, an allow without anything to lift; and the orders and rights only they rest on."""
    bundle = together().bundle
    assert {rule.id: rule.overrides for rule in bundle.rules} == {
        "n-carte": ("ztl",), "n-fermeture": (), "n-secours": ("ztl",), "ztl": (),
    }  # fmt: skip
    assert set(bundle.orders) == {"A", "N-1", "N-3"}
    assert set(bundle.rights) == {"gig"}
    assert bundle.territory.members == ("69123", "69266")
    assert bundle.territory.aliases == ("246900245",)


def test_a_set_may_be_included_by_territory_yaml_too() -> None:
    """Twice is once."""
    assert together(territory=TERRITORY + "include: [national/secours@1]\n").bundle == together().bundle


def test_an_own_rule_may_not_lift_what_is_left_out() -> None:
    """In the territory's files a name that leads nowhere stays a problem."""
    own = OWN + '  - {id: b, do: allow, zones: [centre], overrides: [n-zfe], order: A, article: "2"}\n'
    with pytest.raises(Invalid) as caught:
        together(own=own)
    assert [(problem.code, problem.file) for problem in caught.value.problems] == [("unknown_rule", "rules/a.yaml")]


def test_a_set_is_not_read_unless_it_is_included() -> None:
    """Its faults are nobody's until then."""
    assert together(shared="a: [1", own=OWN.replace("include: [national/secours@1]\n", "")).bundle.rules[0].id == "ztl"


def test_everything_has_its_place() -> None:
    """File, line and column of each name, the shared ones in their own file."""
    places = together().places
    assert places["rule", "ztl"] == ("rules/a.yaml", 10, 10)
    assert places["zone", "centre"] == ("rules/a.yaml", 6, 3)
    assert places["rule", "n-secours"][0] == places["order", "N-1"][0] == "national/secours@1.yaml"
    assert ("rule", "n-zfe") not in places
