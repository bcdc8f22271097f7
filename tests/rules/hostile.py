"""Files made to exhaust the compiler, in a process of bounded memory: `hostile.py` prints the seconds each took."""

import faulthandler
import json
import resource
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rules.compiler import compile_bundle, wanted
from rules.model import GeoJSON, Invalid, Source

MOST_SECONDS = 120
MOST_BYTES = 1_500_000_000

TERRITORY = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
holidays: {source: Code du travail, dates: {2026-05-25: Lundi de Pentecôte}}
"""
SQUARE: GeoJSON = {"type": "Polygon", "coordinates": [[[7.4, 43.7], [7.5, 43.7], [7.5, 43.8], [7.4, 43.7]]]}
HEAD = """\
schema: joptimiz/rules@1
orders: {A: {title: Essai}}
zones: {z: {kind: ztl, geometry: z}}
"""
ZONE = "{kind: ztl, geometry: z}"
DATED = {"if": "{gvw_kg: {gt: {value: v}}}"}


def rule(name: str, **keys: str) -> str:
    """A rule on one line."""
    said = {"do": "prohibit", "zones": "[z]", **keys}
    return f"- {{id: {name}, order: A, article: '1', " + ", ".join(f"{key}: {said[key]}" for key in said) + "}\n"


def many(count: int, line: Callable[[int], str], head: str = "rules:\n") -> str:
    """A file of so many lines."""
    return HEAD + head + "".join(map(line, range(count)))


def listed(words: Iterable[str]) -> str:
    """One list of words."""
    return f"[{', '.join(words)}]"


def dated(name: str, count: int) -> str:
    """A value that changes so many days in a row."""
    days = (f"{2000 + day // 336}-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}: {day % 7000 + 1}" for day in range(count))
    return f"values: {{{name}: {{{', '.join(days)}}}}}\n"


CASES: Mapping[str, Callable[[], str]] = {
    "fifty megabytes": lambda: "a" * 50_000_000,
    "a comment": lambda: HEAD + "#" + "x" * 7_900_000,
    "blank lines": lambda: HEAD + "\n" * 7_900_000,
    "a sentence": lambda: HEAD + "rules: " + "x " * 3_900_000,
    "an open quotation": lambda: HEAD + 'rules: "' + "x\n" * 3_900_000,
    "directives": lambda: "".join(f"%TAG !{n}! b\n" for n in range(500_000)) + "---\na: b",
    "brackets": lambda: "[" * 7_900_000,
    "dashes": lambda: "- " * 3_900_000,
    "questions": lambda: "? " * 3_900_000,
    "control characters": lambda: "\x00\n" * 3_900_000,
    "anchors": lambda: HEAD + "rules: " + listed(f"&a{n} x" for n in range(240_000)),
    "twice the same key": lambda: HEAD + "a: \n" * 240_000,
    "unknown keys": lambda: HEAD + "".join(f"k{n}: \n" for n in range(240_000)),
    "empty rules": lambda: HEAD + "rules: " + listed("{}" for _ in range(480_000)),
    "unknown zones": lambda: HEAD + "rules:\n" + rule("r", zones=listed(f"y{n}" for n in range(480_000))),
    "unknown rules": lambda: many(20_000, lambda n: rule(f"r{n}"))
    + rule("a", do="allow", overrides=listed(f"ry{n}" for n in range(100_000))),
    "rules": lambda: many(30_000, lambda n: rule(f"r{n}")),
    "twice the same rule": lambda: many(30_000, lambda _: rule("r")),
    "a chain of overrides": lambda: many(
        25_000, lambda n: rule(f"r{n}", do="allow" if n % 2 else "prohibit", overrides=f"[r{n + 1}]")
    ),
    "a tag on all": lambda: many(25_000, lambda n: rule(f"r{n}", tags="[t]")),
    "all lift all": lambda: many(12_000, lambda n: rule(f"r{n}", tags="[t]"))
    + "".join(rule(f"s{n}", do="allow", overrides="[t]") for n in range(12_000)),
    "everywhere": lambda: HEAD.replace("zones: {", "zones: {" + "".join(f"z{n}: {ZONE}, " for n in range(20_000)))
    + "rules:\n" + "".join(rule(f"r{n}", zones="all") for n in range(20_000)),
    "a chain of tests": lambda: many(50_000, lambda n: f"- {{name: t{n}, like: t{n + 1}}}\n", "tests:\n"),
    "too many dates": lambda: HEAD + dated("v", 10_000) + "rules:\n" + rule("r", **DATED),
    "dates": lambda: many(20_000, lambda n: rule(f"r{n}", **DATED), dated("v", 200) + "rules:\n"),
    "conditions": lambda: HEAD + "rules:\n"
    + rule("r", **{"if": "{any: " + listed(f"{{gvw_kg: {{gt: {n % 7000 + 1}}}}}" for n in range(90_000)) + "}"}),
    "aliases": lambda: HEAD + "x: &x " + listed(f"{{a{n}: b}}" for n in range(200)) + "\ny: [*x, *x, *x, *x]",
    "digits": lambda: HEAD + "rules:\n" + rule("r", **{"if": "{gvw_kg: {gt: " + "9" * 7_000_000 + "}}"}),
}  # fmt: skip


def tell(**said: str | float) -> None:
    """One line of the report."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def main(names: list[str]) -> None:
    """Try these cases, or all."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    for name in names or CASES:
        sources = [Source("territory.yaml", TERRITORY), Source("rules/a.yaml", CASES[name]())]
        faulthandler.dump_traceback_later(MOST_SECONDS, exit=True)
        start = process_time()
        problems = 0
        try:
            wanted(sources)
            compile_bundle(sources, {"z": SQUARE})
        except Invalid as error:
            problems = len(error.problems)
        tell(case=name, seconds=round(process_time() - start, 2), problems=problems)
        faulthandler.cancel_dump_traceback_later()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tell(case="peak", megabytes=peak // 1_000)


if __name__ == "__main__":
    main(sys.argv[1:])
