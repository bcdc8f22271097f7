"""Form edits of a file, as the change of its text that touches only the lines concerned."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rules.edits.changes import Change, no_change
from rules.edits.moving import duplicated, moved
from rules.edits.reach import Path, node_at, reach, stepped
from rules.edits.references import LISTS, declarations, references
from rules.edits.tree import Leaf, Map, Node, Seq, Unformed, Value, read_tree
from rules.edits.units import line_end, plain
from rules.edits.values import below, found_at, is_there, placed, with_inner, without
from rules.edits.writing import scalar


@dataclass(frozen=True, slots=True)
class At:
    """An address in a file: a section, what it declares by name (or by number, where it has none), a field of it."""

    section: str
    name: str | int | None = None
    fields: Path = ()


@dataclass(frozen=True, slots=True)
class Put:
    """Give a field a value, whether it has one or not."""

    at: At
    value: Value


@dataclass(frozen=True, slots=True)
class Unset:
    """Take a field away."""

    at: At


@dataclass(frozen=True, slots=True)
class Add:
    """Declare one thing more: a rule, a zone, an order."""

    section: str
    name: str
    value: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Remove:
    """Declare one thing less; what names it stays as it is, and is a problem to solve."""

    section: str
    name: str | int


@dataclass(frozen=True, slots=True)
class Rename:
    """Give something another name, here and wherever it is named."""

    section: str
    name: str
    new: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Write something once more, just after, under another name."""

    section: str
    name: str
    new: str


@dataclass(frozen=True, slots=True)
class Move:
    """Bring something, and the comment above it, before another of its section, or last."""

    section: str
    name: str
    before: str | None = None


type Edit = Put | Unset | Add | Remove | Rename | Duplicate | Move


def revise(text: str, edits: Sequence[Edit]) -> Change:
    """The change these edits make, one after the other; `Unformed`, in a sentence, when the text view must do it."""
    if line_end(text) is None:
        raise Unformed("line_ends")
    text = plain(text)
    whole = no_change(text)
    for edit in edits:
        one = _revise(text, edit)
        text = one.apply(text)
        whole = whole.compose(one)
    return whole


def revise_files(files: Mapping[str, str], file: str, edits: Sequence[Edit]) -> dict[str, Change]:
    """The same over a territory: a name changes in every file that uses it. Only the files that change are given."""
    texts, made = dict(files), {name: no_change(plain(text)) for name, text in files.items()}
    for edit in edits:
        if isinstance(edit, Rename | Add | Duplicate):
            _check_free(texts, edit)
        others = [name for name in texts if name != file and isinstance(edit, Rename) and edit.name in texts[name]]
        for name in (file, *others):
            one = (
                _renamed(plain(texts[name]), edit)
                if name in others and isinstance(edit, Rename)
                else (revise(texts[name], [edit]))
            )
            texts[name] = one.apply(texts[name])
            made[name] = made[name].compose(one)
    return {name: change for name, change in made.items() if not change.empty}


def uses(files: Mapping[str, str], section: str, name: str) -> dict[str, int]:
    """How often each file names something, where it does: what a removal would leave without meaning."""
    counts = {
        file: sum(found.section == section and found.name == name for found in references(read_tree(plain(text))))
        for file, text in files.items()
    }
    return {file: count for file, count in counts.items() if count}


def _check_free(texts: Mapping[str, str], edit: Rename | Add | Duplicate) -> None:
    new = edit.name if isinstance(edit, Add) else edit.new
    for text in texts.values():
        try:
            root = read_tree(plain(text))
        except Unformed:
            continue
        if any(leaf.text == new for leaf, _ in declarations(root, edit.section)):
            raise Unformed("taken")


def _revise(text: str, edit: Edit) -> Change:
    match edit:
        case Put(at, value):
            made = _put(text, at, value)
        case Unset(at):
            made = _unset(text, at)
        case Add():
            made = _add(text, edit)
        case Remove():
            made = _remove(text, edit)
        case Rename():
            made = _rename(text, edit)
        case Duplicate():
            _check_new(read_tree(text), edit.section, edit.new)
            made = _checked(text, duplicated(text, edit.section, edit.name, edit.new))
        case Move():
            made = _checked(text, moved(text, edit.section, edit.name, edit.before))
    return made


def _put(text: str, at: At, value: Value) -> Change:
    root = read_tree(text)
    path = _path(root, at)
    return _sure(text, path[:-1], with_inner(below(root, path[:-1]), path[-1], value))


def _unset(text: str, at: At) -> Change:
    root = read_tree(text)
    path = _path(root, at)
    node_at(root, path)
    return _sure(text, path[:-1], without(node_at(root, path[:-1]).value, path[-1]))


def _add(text: str, edit: Add) -> Change:
    root = read_tree(text)
    _check_new(root, edit.section, edit.name)
    section = root.find(edit.section)
    held = section.value.value if section else None
    value = dict(edit.value)
    added: Value
    if edit.section in LISTS:
        added = [*(held if isinstance(held, list) else []), {LISTS[edit.section]: edit.name, **value}]
    else:
        added = {**(held if isinstance(held, dict) else {}), edit.name: value}
    return _sure(text, (), with_inner(root.value, edit.section, added))


def _remove(text: str, edit: Remove) -> Change:
    root = read_tree(text)
    path = _path(root, At(edit.section, edit.name))
    node_at(root, path)
    return _sure(text, path[:-1], without(node_at(root, path[:-1]).value, path[-1]))


def _rename(text: str, edit: Rename) -> Change:
    root = read_tree(text)
    _check_new(root, edit.section, edit.new)
    if not any(leaf.text == edit.name for leaf, _ in declarations(root, edit.section)):
        raise Unformed("absent")
    return _renamed(text, edit)


def _renamed(text: str, edit: Rename) -> Change:
    root = read_tree(text)
    named = [(leaf, "") for leaf, _ in declarations(root, edit.section) if leaf.text == edit.name]
    named += [
        (found.leaf, found.prefix)
        for found in references(root)
        if found.section == edit.section and found.name == edit.name
    ]
    words = {leaf.start: (leaf, prefix + edit.new) for leaf, prefix in named}
    steps = [
        (leaf.start, leaf.end, scalar(word, style=leaf.style if leaf.style in ("'", '"') else ""))
        for leaf, word in words.values()
    ]
    change = stepped(text, steps)
    wanted = _value(root, {start: word for start, (_, word) in words.items()})
    if read_tree(change.apply(text)).value != wanted:
        raise Unformed("layout")
    return change


def _value(node: Node, words: Mapping[int, str]) -> Value:
    """What a tree says once some of its words are others."""
    if isinstance(node, Leaf):
        return words.get(node.start, node.value) if node.start < node.end else node.value
    if isinstance(node, Seq):
        return [_value(item, words) for item in node.items]
    return {words.get(one.key.start, one.key.text): _value(one.value, words) for one in node.entries}


def _check_new(root: Map, section: str, name: str) -> None:
    if any(leaf.text == name for leaf, _ in declarations(root, section)):
        raise Unformed("taken")


def _path(root: Map, at: At) -> Path:
    """The path of an address in the tree of a file."""
    if at.name is None:
        return (at.section, *at.fields)
    if at.section not in LISTS or isinstance(at.name, int):
        return (at.section, at.name, *at.fields)
    found = root.find(at.section)
    for number, item in enumerate(found.value.items if found and isinstance(found.value, Seq) else ()):
        entry = item.find(LISTS[at.section]) if isinstance(item, Map) else None
        if entry and entry.value.value == at.name:
            return (at.section, number, *at.fields)
    raise Unformed("absent")


def _sure(text: str, at: Path, wanted: Value) -> Change:
    """The change that makes a group or list say what is wanted, the rest of the file saying the same."""
    root = read_tree(text)
    whole = placed(root.value, at, wanted)
    near = next(at[:size] for size in range(len(at), -1, -1) if is_there(root, at[:size]))
    change = reach(text, near, found_at(whole, near))
    if read_tree(change.apply(text)).value != whole:
        raise Unformed("layout")
    return change


def _checked(text: str, made: tuple[Change, Callable[[], Value]]) -> Change:
    change, wanted = made
    if read_tree(change.apply(text)).value != wanted():
        raise Unformed("layout")
    return change
