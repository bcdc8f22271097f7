"""Damaged files by the thousand, in a process of bounded memory: `fuzzing.py FIRST COUNT` prints what went wrong.

One line of JSON a fault. A file that takes too long ends the process with the place where it was.
"""

import faulthandler
import json
import random
import re
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rules.bundle import load_bundle
from rules.compiler import compile_bundle, wanted
from rules.model import GeoJSON, Invalid, Problem, Source
from tenants.files import read_folder

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 60
MOST_BYTES = 1_000_000_000

README_TERRITORY = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
holidays: {source: Code du travail, dates: {2026-05-25: Lundi de Pentecôte}}
"""
SQUARE: GeoJSON = {"type": "Polygon", "coordinates": [[[7.4, 43.7], [7.5, 43.7], [7.5, 43.8], [7.4, 43.7]]]}

PIECES = (
    "", " ", "  ", "\t", "\n", "\r", "\r\n", ":", ": ", "- ", "-", ",", "[", "]", "{", "}", "#", " #", "|", ">",
    "|2-\n", "?", "? ", "%", "%YAML 1.2", "@", "`", '"', "'", "\\", "---", "...", "--- a", "<<: ", "<<: *a", "&a ",
    "*a", "*b", "!!str ", "!!python/object/apply:os.system [x]", "!x ", "~", "null", "[]", "{}", "[[]]", "{{}}",
    "[~]", "{a: b}", "{a: {a: {a: b}}}", "yes", "NO", "true", "False", "on", "0", "-0", "-1", "010", "0x1F", "1_000",
    "1e9", "3.5", ".inf", ".nan", "99999999999999999999", "1,5", "７", "٣", "2026-02-30", "0000-00-00", "9999-12-31",
    "2026-03-29T02:30", "24:00-24:00", "23:59-00:00", "08:00-08:00", "é", "e\u0301", "ß", "İ", "œ", "🚚", "\u00a0",
    "\u202f", "\u200b", "\ufeff", "\u202e", "\u2028", "\u0085", "\x00", "\x07", "\x1b[31m", "\x7f", "\ud800",
    "\uffff", "\U0010ffff", '"\\u202e"', '"\\0"', '"\\ud83d"', '"\\x85"', '"\\U0001f69a"', "a" * 65, "a" * 5_000,
    "../../etc/passwd", "{0}", "{limit}", "%s", "schema", "id", "do", "if", "all", "any", "not", "in", "not_in", "is",
    "gte", "zones", "overrides", "tags", "order", "article", "when", "time", "days", "calendar", "except", "only",
    "valid_from", "valid_to", "like", "expect", "by", "needs", "limit", "require", "right", "rights", "trigger",
    "ambiguity", "values", "value", "include", "nth", "between", "kind", "geometry", "communes", "union",
    "difference", "status", "basis", "eve:public_holiday", "prohibit", "allow",
)  # fmt: skip


_SPACES = {0x202F: " ", 0xA0: " "}


class Seeds:
    """The files that are damaged: every shipped rules file with what it needs, and the README's examples."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.sets: list[tuple[tuple[Source, ...], dict[str, GeoJSON]]] = []
        for home in sorted((ROOT / "tenants" / "territories").iterdir()):
            if (home / "territory.yaml").is_file() and not home.name.startswith("_"):
                sources, shapes = read_folder(home)
                self._add(sources, shapes)
        examples = re.findall(r"```yaml\n(.*?)```", (ROOT / "rules/README.md").read_text(encoding="utf-8"), re.DOTALL)
        head = "schema: joptimiz/rules@1\n"
        files = [Source(f"rules/{n}.yaml", text if head in text else head + text) for n, text in enumerate(examples)]
        self._add((Source("territory.yaml", README_TERRITORY), *files), {"zones/vieux-pont.geojson": SQUARE})
        self._add(*everything())

    def _add(self, sources: Sequence[Source], shapes: dict[str, GeoJSON]) -> None:
        self.texts += [source.text for source in sources]
        for source in sources:
            self.sets.append((smallest(source, sources, shapes), shapes))

    def draw(self, seed: int) -> tuple[list[Source], dict[str, GeoJSON]]:
        """The files of this seed: one of them is damaged."""
        chance = random.Random(seed)
        sources, shapes = chance.choice(self.sets)
        files = list(sources)
        for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
            files[0] = replace(files[0], text=damaged(files[0].text, chance, self.texts))
        return files, shapes


def everything() -> tuple[list[Source], dict[str, GeoJSON]]:
    """A territory that uses all that the language has."""
    folder = Path(__file__).with_name("golden") / "ir-2"
    names = {"territory": "territory.yaml", "rules": "rules/rules.yaml", "set": "national/essai@1.yaml"}
    files = [Source(name, (folder / f"{stem}.yaml").read_text(encoding="utf-8")) for stem, name in names.items()]
    paths = ("zones/centre.geojson", "zones/quai.geojson", *wanted(files).shapes)
    return files, dict.fromkeys(paths, SQUARE)


def smallest(first: Source, sources: Sequence[Source], shapes: dict[str, GeoJSON]) -> tuple[Source, ...]:
    """This file, then as few of the others as let it compile: small sets try more damages in the same time."""
    kept = [source for source in sources if source is not first]
    home = [source for source in kept if source.name == "territory.yaml"]
    if compiles([first, *home], shapes):
        return (first, *home)
    for source in [other for other in kept if other.name != "territory.yaml"]:
        fewer = [other for other in kept if other is not source]
        if compiles([first, *fewer], shapes):
            kept = fewer
    return (first, *kept)


def compiles(sources: Sequence[Source], shapes: dict[str, GeoJSON]) -> bool:
    """Whether these files have no problem."""
    try:
        compile_bundle(sources, shapes)
    except Invalid:
        return False
    return True


def damaged(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """The text, damaged once."""
    lines = text.split("\n")
    at, line = chance.randrange(len(text) + 1), chance.randrange(len(lines))
    match chance.randrange(12):
        case 0:
            return text[:at] + chance.choice(PIECES) + text[at:]
        case 1:
            return text[:at] + chance.choice(PIECES) + text[at + chance.randrange(1, 12) :]
        case 2:
            raw = bytearray(text.encode("utf-8", "surrogatepass") or b"\n")
            for _ in range(chance.randrange(1, 4)):
                raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
            return raw.decode(chance.choice(("utf-8", "latin-1")), "replace")
        case 3 | 4 | 5:
            return _retold(text, chance)
        case 6 | 7 | 8 | 9 | 10:
            return "\n".join(_rearranged(lines, line, chance, others))
        case _:
            return _swollen(text, at, chance)


def _rearranged(lines: list[str], line: int, chance: random.Random, others: Sequence[str]) -> list[str]:
    """Lines swapped, repeated, dropped, shifted, or taken from another file."""
    match chance.randrange(5):
        case 0:
            other = chance.randrange(len(lines))
            lines[line], lines[other] = lines[other], lines[line]
        case 1:
            lines[line:line] = lines[line : line + chance.randrange(1, 6)]
        case 2:
            del lines[line : line + chance.randrange(1, 4)]
        case 3:
            lines[line] = (
                chance.choice((" ", "  ", "\t", "-")) + lines[line] if chance.random() < 0.5 else lines[line][1:]
            )
        case _:
            pasted = chance.choice(others).split("\n")
            start = chance.randrange(len(pasted))
            lines[line:line] = pasted[start : start + chance.randrange(1, 12)]
    return lines


def _retold(text: str, chance: random.Random) -> str:
    """One word replaced by another word of the file, or by one chosen to hurt."""
    words = list(re.finditer(r'"[^"\n]*"|[\w.:@-]+|[\[\]{},]', text))
    if not words:
        return text
    word = chance.choice(words)
    other = chance.choice(words)[0] if chance.random() < 0.4 else chance.choice(PIECES)
    return text[: word.start()] + other + text[word.end() :]


def _swollen(text: str, at: int, chance: random.Random) -> str:
    """Cut short, nested deep, repeated, or bombed with aliases."""
    many = chance.choice((2, 39, 41, 1_000))
    bomb = "x0: &x0 [1, 1]\n" + "".join(f"x{n}: &x{n} [*x{n - 1}, *x{n - 1}]\n" for n in range(1, 30))
    swelling = chance.choice(
        ("[" * many, "{a: " * many, "- " * many, "? " * many, "a, " * many, "\n" * many, bomb, None)
    )
    return text[:at] if swelling is None else text[:at] + swelling + text[at:]


def faults(sources: Sequence[Source], shapes: dict[str, GeoJSON]) -> Iterator[str]:
    """What is wrong with how these files are answered."""
    try:
        bundle = compile_bundle(sources, shapes)
    except Invalid as error:
        lines = {source.name: re.split("\r\n|\r|\n", source.text) for source in sources}
        for problem in error.problems:
            yield from _ill_told(problem, lines)
        if not error.problems:
            yield "invalid without a problem"
    except Exception as error:
        yield f"raised {error!r}"
    else:
        if load_bundle(bundle.canonical) != bundle:
            yield "does not read back"


def _ill_told(problem: Problem, lines: dict[str, list[str]]) -> Iterator[str]:
    said = problem.message
    if not said.endswith(".") or not said.translate(_SPACES).isprintable():
        yield f"not a sentence: {problem}"
    if problem.hint is not None and not problem.hint.endswith((".", "?")):
        yield f"hint without an end: {problem}"
    if problem.file is None:
        if problem.code not in ("no_territory", "no_rules_file"):
            yield f"without a place: {problem}"
        return
    text, line, column = lines.get(problem.file), problem.line or 0, problem.column or 0
    if text is None or not 1 <= line <= len(text) or not 1 <= column <= len(text[line - 1]) + 1:
        yield f"outside its file: {problem}"


def tell(**said: str | int) -> None:
    """One line of the report."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def main(first: int, count: int) -> None:
    """Try this many damages and print every fault with its seed."""
    seeds = Seeds()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    for seed in range(first, first + count):
        faulthandler.dump_traceback_later(MOST_SECONDS, exit=True)
        for fault in faults(*seeds.draw(seed)):
            tell(seed=seed, fault=fault)
    faulthandler.cancel_dump_traceback_later()
    tell(tried=count)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
