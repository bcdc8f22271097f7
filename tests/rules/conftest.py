"""A small territory that rules are tried in."""

from collections.abc import Callable

import pytest

from rules.bundle import Bundle
from rules.compiler import compile_bundle
from rules.model import GeoJSON, Invalid, Problem, Source

TERRITORY = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
holidays:
  source: Code du travail, article L3133-1
  dates: {2026-01-01: Jour de l’an, 2026-05-01: Fête du travail, 2026-05-25: Lundi de Pentecôte, 2026-12-25: Noël}
"""
SQUARE: GeoJSON = {
    "type": "Polygon",
    "coordinates": [[[7.42, 43.73], [7.43, 43.73], [7.43, 43.74], [7.42, 43.74], [7.42, 43.73]]],
}
GEOMETRIES = {"zones/centre.geojson": SQUARE, "zones/port.geojson": SQUARE}


def compile_text(*texts: str, territory: str = TERRITORY) -> Bundle:
    """The bundle of these rules files."""
    files = [Source(f"rules/{place}.yaml", text) for place, text in enumerate(texts)]
    return compile_bundle([Source("territory.yaml", territory), *files], GEOMETRIES)


@pytest.fixture(scope="session")
def compiled() -> Callable[..., Bundle]:
    """Compile rules files in the small territory (`territory=` replaces its file)."""
    return compile_text


@pytest.fixture(scope="session")
def problems() -> Callable[..., tuple[Problem, ...]]:
    """The problems of rules files; none when they compile."""

    def found(*texts: str, territory: str = TERRITORY) -> tuple[Problem, ...]:
        try:
            compile_text(*texts, territory=territory)
        except Invalid as error:
            return error.problems
        return ()

    return found


@pytest.fixture(scope="session")
def ztl() -> str:
    """A rules file of three rules over two zones."""
    return """\
schema: joptimiz/rules@1
orders:
  A-1: {title: Arrêté de la zone, signed: 2026-02-03, url: "https://ville.example/1.pdf"}
zones:
  centre: {kind: ztl, name: Vieux-Pont, geometry: zones/centre.geojson}
  port: {kind: zfe, name: ZFE du port, geometry: zones/port.geojson}
calendars:
  ouvres: {days: [mo, tu, we, th, fr, sa], except: [public_holiday]}
rules:
  - {id: ztl, do: prohibit, zones: [centre], when: {time: "05:00-23:00"}, order: A-1, article: "2",
     valid_from: 2026-04-01, tags: [circulation]}
  - {id: livraison, do: allow, overrides: [ztl], zones: [centre], order: A-1, article: "4",
     if: {all: [{activity: {in: [delivery]}}, {gvw_kg: {lte: 3500}}]}, when: {calendar: ouvres, time: "06:00-11:00"}}
  - {id: critair, do: prohibit, zones: [port], order: A-1, article: "3", if: {critair: {gte: 4}}}
"""
