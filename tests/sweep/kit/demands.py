"""What a policy demands, as PostgreSQL writes it back, with one of its demands left out."""

from collections.abc import Iterator

_JOINS = (" OR ", " AND ")


def without_one(expression: str) -> Iterator[str]:
    """The same, each of the parts that AND joins left out in turn, wherever it stands.

    What stands beside `false` is asked of nobody: only that word is left out.
    """
    join, parts = _split(_bare(expression))
    for place, part in enumerate(parts if join else []):
        before, after = parts[:place], parts[place + 1 :]
        if join == " AND " and (part == "false" or "false" not in parts):
            yield f"({join.join([*before, *after])})"
        yield from (f"({join.join([*before, less, *after])})" for less in without_one(part))


def _bare(text: str) -> str:
    """Without the brackets around the whole of it."""
    while text.startswith("(") and _end(text) == len(text) - 1:
        text = text[1:-1]
    return text


def _end(text: str) -> int:
    """Where the bracket closes that the text begins with."""
    return next(place for place, depth in _depths(text) if depth == 0)


def _split(text: str) -> tuple[str, list[str]]:
    """The word that joins the parts, and the parts; no word for a single one."""
    flat = {place for place, depth in _depths(text) if depth == 0}
    for join in _JOINS:
        cuts = [place for place in flat if text.startswith(join, place)]
        if cuts:
            ends = [*sorted(cuts), len(text)]
            starts = [0, *(cut + len(join) for cut in ends[:-1])]
            return join, [text[start:end] for start, end in zip(starts, ends, strict=True)]
    return "", [text]


def _depths(text: str) -> Iterator[tuple[int, int]]:
    """How many brackets are open after each character; those of a quoted word are none."""
    depth, quoted = 0, False
    for place, character in enumerate(text):
        quoted ^= character == "'"
        if not quoted:
            depth += {"(": 1, ")": -1}.get(character, 0)
            yield place, depth
