"""Addresses: building an index and asking it, `python tests/benchmarks/addresses.py [QUESTIONS]`.

Real house numbers and streets, each typed with one slip of the finger and everyday abbreviations. No peer is at hand
offline: read the shares of good first answers, and the times beside each other.
"""

import importlib.util
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

from connectors.addresses import Index, build_index

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("monaco-2023", "riviera-monaco-2016", "paris-marais-republique", "copenhagen-centre")
_BAN = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;lon;lat",
    "06088_{street}_{number};;{number};;Rue {name};06000;06088;Nice;{lon:.6f};{lat:.6f}",
)


def find_extracts() -> list[Path]:
    """The cities at hand, the demonstration’s own else."""
    beside = [folder / "shared/data/osm" / f"{name}.osm.pbf" for name in NAMES for folder in ROOT.parents]
    return [path for path in beside if path.is_file()] or list((ROOT / ".data/extracts").glob("riviera.osm.pbf"))


def typist() -> ModuleType:
    """The one of the tests, loaded by its path: tests are no package."""
    spec = importlib.util.spec_from_file_location("slips", ROOT / "tests/connectors/addresses/test_slips.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(extract: Path, folder: Path, questions: int) -> None:
    """One city: its index, then questions and positions."""
    target = folder / f"{extract.name}.sqlite"
    began = time.perf_counter()
    summary = build_index(extract, target, progress=lambda _said, _share: None)
    took = time.perf_counter() - began
    size = target.stat().st_size / 1e6
    print(
        f"\n{extract.name}: {summary.streets} streets, {summary.housenumbers} numbers, {summary.places} places;",
        end=" ",
    )
    print(f"built in {took:.1f} s, {size:.1f} MB")
    ask(target, questions)


def ask(target: Path, questions: int) -> None:
    """Print the share of good first answers and the times."""
    slips, dice, index = typist(), random.Random(13), Index(target)
    asked = [(meant, slips.typed(meant, dice)) for meant in slips.known_addresses(target, questions, dice)]
    times: dict[str, list[float]] = {"search": [], "reverse": []}
    right = 0
    for meant, text in asked:
        began = time.perf_counter()
        found = index.search(text)
        times["search"].append((time.perf_counter() - began) * 1_000)
        if found:
            right += slips.same(meant, found[0].housenumber, found[0].street)
            began = time.perf_counter()
            index.reverse((found[0].lon, found[0].lat))
            times["reverse"].append((time.perf_counter() - began) * 1_000)
    index.close()
    print(f"  first answer right: {right} of {len(asked)}")
    for name, values in times.items():
        print(f"  {name:8} p50 {statistics.median(values):.2f} ms, p95 {statistics.quantiles(values, n=20)[-1]:.2f} ms")


def measure_ban(extract: Path, folder: Path, streets: int = 4_000, numbers: int = 50) -> None:
    """A made-up BAN file of a large town: how long its lines take, and whether search stays quick."""
    dice = random.Random(7)
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "on", "eau")]
    names = ["".join(dice.choices(syllables, k=3)).capitalize() for _ in range(streets)]
    path = folder / "adresses-06.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(_BAN[0] + "\n")
        for street, name in enumerate(names):
            lon, lat = 7.2 + dice.random() * 0.1, 43.7 + dice.random() * 0.1
            for number in range(1, numbers + 1):
                said = {"street": street, "number": number, "name": name, "lon": lon + number * 1e-5, "lat": lat}
                file.write(_BAN[1].format(**said) + "\n")
    began = time.perf_counter()
    target = folder / "ban.sqlite"
    summary = build_index(extract, target, ban=[path], progress=lambda _said, _share: None)
    took = time.perf_counter() - began
    print(f"\nBAN, {streets * numbers} made-up lines: {took:.1f} s, {target.stat().st_size / 1e6:.1f} MB,", end=" ")
    print(f"{summary.housenumbers} numbers")
    ask(target, 300)


def main() -> int:
    """Measure every city at hand, then a large file."""
    questions = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    extracts = find_extracts()
    if not extracts:
        print("No extract at hand: run `make run` once.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        for extract in extracts:
            measure(extract, Path(folder), questions)
        measure_ban(extracts[0], Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
