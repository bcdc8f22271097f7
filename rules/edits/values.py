"""What files say, as plain values, and what they would say with one of them changed."""

from rules.edits.reach import Path, node_at
from rules.edits.tree import Map, Unformed, Value


def below(root: Map, path: Path) -> Value:
    """What stands at a path; groups that are not there yet are empty."""
    found: Value = root.value
    for number, word in enumerate(path):
        if isinstance(found, list) and isinstance(word, int) and word < len(found):
            found = found[word]
        elif isinstance(found, dict) and isinstance(word, str) and number > 1:
            found = found.get(word)
        elif isinstance(found, dict) and isinstance(word, str) and word in found:
            found = found[word]
        else:
            raise Unformed("absent")
    return found


def with_inner(value: Value, word: str | int, inner: Value) -> Value:
    """What a list or a group says with another value at a place."""
    if isinstance(value, list) and isinstance(word, int) and 0 <= word < len(value):
        return [*value[:word], inner, *value[word + 1 :]]
    if isinstance(word, int) or isinstance(value, list | str):
        raise Unformed("absent")
    return {**(value or {}), word: inner}


def without(value: Value, word: str | int) -> Value:
    """What it says without a place."""
    if isinstance(value, list) and isinstance(word, int):
        return [item for number, item in enumerate(value) if number != word]
    assert isinstance(value, dict)
    return {key: inner for key, inner in value.items() if key != word}


def is_there(root: Map, path: Path) -> bool:
    """Whether a node stands at a path."""
    try:
        node_at(root, path)
    except Unformed:
        return False
    return True


def placed(value: Value, at: Path, wanted: Value) -> Value:
    """A value with another one deep inside it."""
    if not at:
        return wanted
    inner: Value = None
    if isinstance(value, dict):
        inner = value.get(str(at[0]))
    elif isinstance(value, list) and isinstance(at[0], int):
        inner = value[at[0]]
    return with_inner(value, at[0], placed(inner, at[1:], wanted))


def found_at(value: Value, at: Path) -> Value:
    """What stands at a path of a value, as far as there is any."""
    for word in at:
        value = value[word] if isinstance(value, list) and isinstance(word, int) else value
        value = value.get(word) if isinstance(value, dict) and isinstance(word, str) else value
    return value
