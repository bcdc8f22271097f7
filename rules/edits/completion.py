"""What may be written where the cursor is, and what the word under it means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.edits.names import Names, names_of
from rules.edits.reach import Path
from rules.edits.references import LISTS, NAMED, REFER
from rules.edits.shape import Shape, schema_of, shape_of
from rules.edits.spot import Spot, spot
from rules.edits.units import plain
from rules.edits.writing import scalar
from rules.texts.labels import NAMED_SKELETONS, SKELETONS, TEST_SKELETONS, WORDS
from rules.vocabulary import EVE, NEED_LABELS, PUBLIC_HOLIDAY, TO_VERIFY


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing that may be written."""

    label: str
    insert: str
    """What to write; `${word}` is to be filled in where the kind is `skeleton`."""
    kind: str
    """`key`, `word`, `name` or `skeleton`."""
    detail: str = ""
    """What it means, in French."""


@dataclass(frozen=True, slots=True)
class Hover:
    """What the word under the cursor means."""

    title: str
    text: str


def complete(
    text: str, line: int, column: int, others: Sequence[str] = (), schema: str | None = None
) -> tuple[Completion, ...]:
    """What may stand at a place; `others` are the other files of the territory."""
    place = spot(text, line, column)
    if place is None:
        return ()
    root = shape_of(schema or schema_of(text))
    names = names_of([_without_line(text, line), *others])
    offers = [
        *(_skeletons(place) if place.key else ()),
        *(_keys(place, root) if place.key else ()),
        *(_values(place, root, names) if place.value else ()),
    ]
    found = {offer.label: offer for offer in reversed(offers)}
    return tuple(_fitting(tuple(reversed(found.values())), place.word.casefold()))


def _without_line(text: str, line: int) -> str:
    """The text without the line being written, which is seldom whole."""
    lines = plain(text).split("\n")
    return "\n".join([*lines[: line - 1], "", *lines[line:]])


def _fitting(offers: Sequence[Completion], word: str) -> Sequence[Completion]:
    """The offers that go on from what is written; else those whose meaning has such a word."""
    started = [offer for offer in offers if offer.label.casefold().startswith(word)]
    return started or [offer for offer in offers if f" {word}" in f" {offer.detail}".replace("’", " ").casefold()]


def hover(text: str, line: int, column: int, others: Sequence[str] = ()) -> Hover | None:
    """What the word at a place means."""
    lines = text.split("\n")
    if not 1 <= line <= len(lines) or not 1 <= column <= len(lines[line - 1]) + 1:
        return None
    row, end = lines[line - 1], column - 1
    while end < len(row) and (row[end].isalnum() or row[end] in "_-.’/@:"):
        if row[end] == ":" and not row[end + 1 : end + 2].strip():
            break
        end += 1
    place = spot(text, line, end + 1)
    if place is None or not place.word:
        return None
    root = shape_of(schema_of(text))
    if row[end:].lstrip("\"' ").startswith(":") and place.key:
        said = root.at(place.path).keys.get(place.word) or WORDS.get(place.word, "")
        return Hover(place.word, said) if said else None
    titled = _titled(place, names_of([text, *others]))
    said = titled or (WORDS.get(place.word, "") if place.word in (*root.at(place.path).words, TO_VERIFY) else "")
    return Hover(place.word, said) if said else None


def _titled(place: Spot, names: Names) -> str:
    if place.reference is None:
        return ""
    held = names.get(place.reference.section, {})
    return held.get(place.word.removeprefix(EVE), "")


def _keys(place: Spot, root: Shape) -> Iterator[Completion]:
    shape = root.at(place.path)
    for key, said in shape.keys.items():
        if key not in place.present:
            yield Completion(key, f"{key}: ", "key", said or WORDS.get(key, ""))


def _values(place: Spot, root: Shape, names: Names) -> Iterator[Completion]:
    shape, key = root.at(place.path), str(place.path[-1])
    for word in shape.words:
        yield Completion(word, scalar(word, key), "word", WORDS.get(word, ""))
    if key == "article":
        yield Completion(TO_VERIFY, TO_VERIFY, "word", WORDS[TO_VERIFY])
    whole = "[{}]" if shape.listed else "{}"
    if shape.listed:
        for word in shape.inner(0).words:
            yield Completion(word, whole.format(scalar(word, key)), "word", WORDS.get(word, ""))
    for section in _named(place):
        for name, title in names.get(section, {}).items():
            yield Completion(name, whole.format(scalar(name)), "name", title)
        yield from _special(section, place.path, names)


def _named(place: Spot) -> Sequence[str]:
    """The sections whose names may stand there."""
    match place.path:
        case (str() as section, int() | str(), str() as key) | (str() as section, int() | str(), str() as key, int()):
            if (section, key) in REFER:
                return REFER[section, key]
    return [place.reference.section] if place.reference else []


def _special(section: str, path: Path, names: Names) -> Iterator[Completion]:
    """Days that are not declared by name, and what else a decision may lack."""
    if section == "days" and "needs" in path:
        for word, label in NEED_LABELS.items():
            yield Completion(word, word, "word", label)
    elif section == "days":
        yield Completion(PUBLIC_HOLIDAY, PUBLIC_HOLIDAY, "word", WORDS[PUBLIC_HOLIDAY])
        for name in (PUBLIC_HOLIDAY, *names.get("days", {})):
            yield Completion(f"{EVE}{name}", f'"{EVE}{name}"', "name", "la veille")


def _skeletons(place: Spot) -> Iterator[Completion]:
    match place.path:
        case (str() as section, int()) if section in LISTS and not place.present:
            offered: Mapping[str, tuple[str, str]] = SKELETONS if section == "rules" else TEST_SKELETONS
            for label, (detail, text) in offered.items():
                yield Completion(label, text, "skeleton", detail)
        case (str() as section,) if section in NAMED:
            detail, text = NAMED_SKELETONS[section]
            yield Completion("nouveau", text, "skeleton", detail)
