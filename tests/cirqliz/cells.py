"""A territory of two zones under a few rules, and the cells of the matrix in it."""

from collections.abc import Mapping
from datetime import date

from cirqliz.core.matrix import Cell, Column, Use, Vehicle
from rules.bundle import Bundle
from rules.compiler import compile_bundle
from rules.model import Facts, GeoJSON, Right, Source

TERRITORY = """\
schema: joptimiz/territory@1
slug: {slug}
name: {slug}
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
holidays: {{source: Essai, dates: {{2026-01-01: Jour de l’an, 2026-12-25: Noël}}}}
"""
HEAD = """\
schema: joptimiz/rules@1
orders: {O-1: {title: Arrêté d’essai}}
zones:
  nord: {kind: zfe, name: Nord, geometry: zones/a.geojson}
  sud: {kind: ztl, name: Sud, geometry: zones/a.geojson}
rights:
  livraison: {name: la dérogation livraison, order: O-1, article: "6", quota_days: 52, delay_days: 15, proofs: [Kbis]}
  frigo: {name: la dérogation frigorifique, order: O-1, article: "7", delay_days: 3}
  secours: {name: la qualité de véhicule de secours, order: O-1, article: "8", decided_by: automatic}
  remorquage: {name: le passage des dépanneuses, order: O-1, article: "9", decided_by: automatic,
               for: {body: {is: recovery}}}
rules:
"""
SQUARE: GeoJSON = {"type": "Polygon", "coordinates": [[[7.42, 43.73], [7.43, 43.73], [7.43, 43.74], [7.42, 43.73]]]}
MONDAY = date(2026, 11, 30)
USE = Use(MONDAY)
OLD: Facts = {"category": "N1", "gvw_kg": 3500, "critair": "4"}
CLEAN: Facts = {"category": "N1", "gvw_kg": 3500, "critair": "EL"}
ZFE = 'do: prohibit, zones: [nord], if: {critair: {gte: "3"}}'


def bundle_of(*rules: str, slug: str = "essai") -> Bundle:
    """A territory of two zones under these rules, each a YAML mapping without its braces, order nor article."""
    lines = [f'  - {{id: r{place}, {rule}, order: O-1, article: "{place}"}}' for place, rule in enumerate(rules)]
    text = HEAD + "\n".join(lines) + "\n"
    sources = [Source("territory.yaml", TERRITORY.format(slug=slug)), Source("rules/a.yaml", text)]
    return compile_bundle(sources, {"zones/a.geojson": SQUARE})


def van(facts: Mapping[str, int | str], *rights: Right) -> Vehicle:
    """A vehicle of that sort."""
    return Vehicle("v", "le fourgon", facts, rights)


def cell_of(vehicle: Vehicle, *rules: str, use: Use = USE) -> tuple[Cell, Column]:
    """Its cell in that territory."""
    column = Column(bundle_of(*rules), use)
    return column.cell(vehicle), column
