"""All that the files of a rulebook declare, gathered as values, and each name that a rule speaks by."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from rules.edits.references import LISTS, NAMED
from rules.edits.tree import Unformed, Value, read_tree
from rules.edits.units import plain
from rules.vocabulary import EVE

type Entry = dict[str, Value]
type Called = Callable[[str, str], str]
"""From a section and a name, the name to write instead."""


@dataclass(frozen=True, slots=True)
class Pool:
    """What is declared, by section and name."""

    sections: Mapping[str, Mapping[str, Entry]]
    unread: tuple[str, ...] = ()
    """The files that cannot be taken apart."""

    def of(self, section: str) -> Mapping[str, Entry]:
        """What one section declares."""
        return self.sections.get(section, {})


def pooled(texts: Mapping[str, str]) -> Pool:
    """Everything these files declare; the first of a name counts."""
    found: dict[str, dict[str, Entry]] = {}
    unread = []
    for file, text in texts.items():
        try:
            root = read_tree(plain(text)).value
        except Unformed:
            unread.append(file)
            continue
        for section in (*NAMED, *LISTS):
            for name, entry in _entries(root.get(section) if isinstance(root, dict) else None, LISTS.get(section)):
                found.setdefault(section, {}).setdefault(name, entry)
    return Pool(found, tuple(unread))


def _entries(held: Value, key: str | None) -> Iterator[tuple[str, Entry]]:
    if key is None:
        for each, entry in held.items() if isinstance(held, dict) else ():
            if isinstance(entry, dict):
                yield each, entry
        return
    for item in held if isinstance(held, list) else ():
        if isinstance(item, dict) and isinstance(name := item.get(key), str):
            yield name, item


def named_anew(rule: Entry, called: Called) -> Entry:
    """A rule with every name it speaks by written otherwise; `overrides` are left as they are."""
    made = dict(rule)
    if "order" in made:
        made["order"] = _each(made["order"], lambda name: called("orders", name))
    if isinstance(zones := made.get("zones"), list):
        made["zones"] = _each(zones, lambda name: called("zones", name))
    made |= _moments(made, called)
    if isinstance(doubt := made.get("ambiguity"), dict):
        made["ambiguity"] = {**doubt, **_moments(doubt, called)}
    return made


def calendar_anew(calendar: Entry, called: Called) -> Entry:
    """A calendar with the days it speaks of called otherwise, the eve of one following it."""

    def day(name: str) -> str:
        eve = EVE if name.startswith(EVE) else ""
        return eve + called("days", name.removeprefix(eve))

    return {key: _each(value, day) if key in ("except", "only") else value for key, value in calendar.items()}


def _moments(part: Entry, called: Called) -> Entry:
    """Who and when, as a rule or its doubt say it."""
    made: Entry = {}
    if "if" in part:
        made["if"] = _condition(part["if"], called)
    if "when" in part:
        when = part["when"]
        made["when"] = [_hours(one, called) for one in when] if isinstance(when, list) else _hours(when, called)
    return made


def _hours(when: Value, called: Called) -> Value:
    if not isinstance(when, dict) or "calendar" not in when:
        return when
    return {**when, "calendar": _each(when["calendar"], lambda name: called("calendars", name))}


def _condition(node: Value, called: Called) -> Value:
    if isinstance(node, list):
        return [_condition(item, called) for item in node]
    if not isinstance(node, dict):
        return node
    if set(node) == {"value"}:
        return {"value": _each(node["value"], lambda name: called("values", name))}
    return {
        key: {"has": _each(value["has"], lambda name: called("rights", name))}
        if key == "right" and isinstance(value, dict) and set(value) == {"has"}
        else _condition(value, called)
        for key, value in node.items()
    }


def _each(value: Value, say: Callable[[str], str]) -> Value:
    """A word, or each of a list, once."""
    if isinstance(value, str):
        return say(value)
    if isinstance(value, list):
        words: list[Value] = [*dict.fromkeys(say(one) for one in value if isinstance(one, str))]
        return words
    return value
