"""A territory of 1,000 zones of 12 rules each, from its text to its bundle, beside its budgets.

Processor time, best of three rounds.
"""

import resource
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rules.bundle import Bundle, load_bundle
from rules.compiler import compile_bundle
from rules.engine import barred_zones
from rules.log import Log
from rules.model import GeoJSON, Profile, Repeal, Source
from rules.source import Node, read_source
from rules.uncollected import uncollected

ROUNDS = 3
ZONES = 1_000
ZONES_A_FILE = 50
LORRY = Profile({"category": "N3", "gvw_kg": 26_000, "length_cm": 900, "critair": "3", "energy": "diesel"})
NOW = datetime(2026, 6, 2, 8, tzinfo=UTC)

TERRITORY = """\
schema: joptimiz/territory@1
slug: banc
name: Banc
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
holidays: {source: banc, dates: {2026-05-01: Fête du travail, 2026-07-14: Fête nationale}}
"""
HEAD = """\
schema: joptimiz/rules@1
orders:
  A-FILE: {title: Arrêté FILE réglementant la circulation, signed: 2026-01-05, authority: Le maire}
calendars:
  semaine-FILE: {days: [mo, tu, we, th, fr], except: [public_holiday]}
"""
RULES = """\
  - {id: event-ZONE, do: prohibit, zones: [ZONE], order: A-FILE, article: "1",
     if: {activity: {not_in: [emergency]}}, when: {time: "14:00-24:00"}, valid_from: 2026-06-19, valid_to: 2026-06-22}
  - {id: hydrogen-ZONE, do: allow, overrides: [base-ZONE], zones: [ZONE], order: A-FILE, article: "2",
     if: {energy: {is: hydrogen}}, valid_from: 2026-05-01, valid_to: 2026-07-01}
  - {id: waste-ZONE, do: allow, overrides: [base-ZONE], zones: [ZONE], order: A-FILE, article: "3",
     if: {activity: {in: [waste]}}, message: La collecte des déchets passe à toute heure.}
  - {id: mass-ZONE, do: prohibit, tags: [base-ZONE], zones: [ZONE], order: A-FILE, article: "4",
     if: {gvw_kg: {gt: MASS}}}
  - {id: length-ZONE, do: prohibit, tags: [base-ZONE], zones: [ZONE], order: A-FILE, article: "5",
     if: {length_cm: {gt: 1000}}}
  - {id: weekend-ZONE, do: prohibit, tags: [base-ZONE], zones: [ZONE], order: A-FILE, article: "6",
     if: {all: [{category: {is: N3}}, {gvw_kg: {gt: 7500}}]},
     when: [{days: [sa], time: "22:00-24:00"}, {days: [su], time: "00:00-22:00"}]}
  - {id: cars-ZONE, do: prohibit, tags: [base-ZONE], zones: [ZONE], order: A-FILE, article: "7",
     if: {all: [{category: {is: M1}}, {critair: {gte: 4}}]}}
  - {id: vans-ZONE, do: prohibit, tags: [base-ZONE], zones: [ZONE], order: A-FILE, article: "8",
     if: {all: [{category: {is: N1}}, {critair: {gte: 4}}]}, when: {calendar: semaine-FILE, time: "08:00-20:00"}}
  - {id: lorries-ZONE, do: prohibit, tags: [base-ZONE], zones: [ZONE], order: A-FILE, article: "9",
     if: {all: [{category: {in: [N2, N3]}}, {critair: {gte: 3}}]}}
  - {id: delivery-ZONE, do: allow, overrides: [ztl-ZONE], zones: [ZONE], order: A-FILE, article: "10",
     if: {all: [{activity: {is: delivery}}, {gvw_kg: {lte: 3500}}]}, when: {calendar: semaine-FILE, time: "06:00-OPEN"}}
  - {id: clean-ZONE, do: allow, overrides: [ztl-ZONE], zones: [ZONE], order: A-FILE, article: "11",
     if: {all: [{energy: {is: electric}}, {gvw_kg: {lte: 7500}}]}, when: {time: "22:00-07:00"}}
  - {id: ztl-ZONE, do: prohibit, tags: [base-ZONE], zones: [ZONE], order: A-FILE, article: "12",
     when: {time: "05:00-23:00"}, message: La zone est fermée de 5 h à 23 h.}
"""


def write_territory(zones: int) -> tuple[list[Source], dict[str, GeoJSON]]:
    """The files of a territory of this many zones, each with its own twelve rules, and the outlines of the zones."""
    sources = [Source("territory.yaml", TERRITORY)]
    shapes: dict[str, GeoJSON] = {}
    for file, first in enumerate(range(0, zones, ZONES_A_FILE)):
        own = range(first, min(first + ZONES_A_FILE, zones))
        declared = (f"  z{no}: {{kind: ztl, name: Zone {no}, geometry: zones/{no}.geojson}}\n" for no in own)
        text = HEAD + "zones:\n" + "".join(declared) + "rules:\n" + "".join(_rules(no) for no in own)
        sources.append(Source(f"rules/{file}.yaml", text.replace("FILE", str(file))))
        shapes |= {f"zones/{no}.geojson": _outline(no) for no in own}
    return sources, shapes


def _rules(no: int) -> str:
    text = RULES.replace("ZONE", f"z{no}").replace("MASS", str(3_500 + 500 * (no % 40)))
    return text.replace("OPEN", f"{10 + no % 3}:30")


def _outline(no: int) -> GeoJSON:
    west, south = 4 + no % 40 / 100, 45 + no // 40 / 100
    ring = [[west, south], [west + 0.009, south], [west + 0.009, south + 0.009], [west, south + 0.009], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def best_time[T](run: Callable[[], T]) -> tuple[float, T]:
    """Seconds of the best of a few rounds, and what it gave."""
    times = []
    for _ in range(ROUNDS):
        start = process_time()
        result = run()
        times.append(process_time() - start)
    return min(times), result


@uncollected()
def read_all(sources: Sequence[Source]) -> list[Node | None]:
    """The nodes of every file, as the compiler reads them."""
    return [read_source(source, Log()) for source in sources]


def kept_megabytes(raw: bytes) -> float:
    """What one bundle keeps in memory, its bytes included."""
    tracemalloc.start()
    bundle = load_bundle(bytes(bytearray(raw)))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert bundle.rules
    return kept / 1e6


def first_answer(bundle: Bundle) -> float:
    """Seconds to find which zones are closed to a lorry now, when nothing was ever asked."""
    start = process_time()
    assert barred_zones(bundle, LORRY, NOW, NOW)
    return process_time() - start


def tables_megabytes(bundle: Bundle) -> float:
    """What the tables of every zone keep in memory, a week of them having been asked."""
    unlike = bundle.with_overlays([Repeal("none", date(2000, 1, 1))])  # so that no table is there already
    tracemalloc.start()
    barred_zones(unlike, LORRY, NOW, NOW + timedelta(days=7))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return kept / 1e6


def main() -> None:
    """Print the times and the memory beside their budgets."""
    sources, shapes = write_territory(ZONES)
    size = sum(len(source.text) for source in sources)
    reading, _ = best_time(lambda: read_all(sources))
    from_text, bundle = best_time(lambda: compile_bundle(sources, shapes))
    from_bytes, again = best_time(lambda: load_bundle(bundle.canonical))
    assert again == bundle
    print(f"\n{len(bundle.zones)} zones, {len(bundle.rules)} règles, {size / 1e6:.1f} Mo de texte")
    print(f"  du texte à l’ensemble scellé    {from_text:6.2f} s    (5 s)")
    print(f"    dont les nœuds du texte       {reading:6.2f} s")
    print(f"    dont l’ensemble des nœuds     {from_text - reading:6.2f} s    (2 s)")
    print(f"  des octets à l’ensemble         {from_bytes:6.2f} s")
    print(f"  octets                          {len(bundle.canonical) / 1e6:6.1f} Mo")
    print(f"  gardé en mémoire                {kept_megabytes(bundle.canonical):6.1f} Mo   (20 Mo)")
    print(f"  zones fermées, première fois      {first_answer(bundle):6.2f} s")
    print(f"  tables de toutes les zones        {tables_megabytes(bundle):6.1f} Mo   (20 Mo)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"  le processus, au plus           {peak:6.1f} Mo")


if __name__ == "__main__":
    main()
