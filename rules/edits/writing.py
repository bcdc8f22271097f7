"""Values as YAML: without quotes where nobody could misread them, in the style that stands there otherwise."""

import re
from collections.abc import Mapping

import yaml
from yaml import events

from rules.edits.tree import Unformed, Value
from rules.source import FORBIDDEN
from rules.vocabulary import FACTS, LIMITS

_NUMBERS = frozenset({*(name for name, fact in FACTS.items() if fact.counts), *LIMITS, "critair", "days_left"})
_NUMBERS |= {"quota_days", "delay_days", "duration_days", "pool"}
_FLAGS = frozenset({"demonstration", "doubt"})
_NUMBER = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LIKE_A_NUMBER = re.compile(r"[-+.]?[0-9.]", re.ASCII)
_OPERATORS = frozenset({"lt", "lte", "gt", "gte", "is", "in", "not_in"})
_TRAPS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<"])
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
LONGEST_LINE = 110


def scalar(value: str | None, key: str = "", *, flow: bool = True, style: str = "") -> str:
    """A word or a sentence on one line; `key` is what it is the value of."""
    if value is None:
        return "~"
    if FORBIDDEN.search(value) or "\r" in value:
        raise Unformed("sign")
    if style == "" and _bare(value, key, flow=flow):
        return value
    escaping = any(sign in value for sign in '"\\')
    if "\n" not in value and "\t" not in value and (style == "'" or (style == "" and escaping)):
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(_ESCAPES.get(sign, sign) for sign in value) + '"'


def flow(value: Value, key: str = "") -> str:
    """A value on one line."""
    if isinstance(value, list):
        return "[" + ", ".join(flow(item, key) for item in value) + "]"
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{scalar(name)}: {flow(inner, key_of(name, key))}" for name, inner in value.items()) + "}"
        )
    return scalar(value, key)


def block(value: Mapping[str, Value], indent: int) -> str:
    """A group, a key a line, its first line not indented."""
    lines = [f"{scalar(key, flow=False)}: {_beside(inner, key, indent)}" for key, inner in value.items()]
    return ("\n" + " " * indent).join(lines)


def named(name: str, value: Value, indent: int) -> str:
    """What has a name: on one line if it holds there."""
    head, line = scalar(name, flow=False), flow(value, name)
    if isinstance(value, dict) and value and indent + len(head) + len(line) > LONGEST_LINE:
        return f"{head}:\n{' ' * (indent + 2)}{block(value, indent + 2)}"
    return f"{head}: {line}"


def literal(value: str, indent: int) -> str | None:
    """A text of several lines as YAML's literal block; nothing when that would not give it back."""
    lines = value.rstrip("\n").split("\n")
    end = value[len(value.rstrip("\n")) :]
    if (
        len(lines) < 2
        or len(end) > 1
        or lines[0][:1] in ("", " ", "\t")
        or any(line != line.rstrip() for line in lines)
    ):
        return None
    if FORBIDDEN.search(value) or "\r" in value:
        raise Unformed("sign")
    body = "".join(f"\n{' ' * indent}{line}" if line else "\n" for line in lines)
    return ("|" if end else "|-") + body


def _beside(value: Value, key: str, indent: int) -> str:
    if isinstance(value, str):
        return literal(value, indent + 2) or scalar(value, key, flow=False)
    return flow(value, key)


def key_of(name: str, outer: str) -> str:
    """What types a value: an operator's is of the fact it compares, a dated one of what has dates."""
    return outer if name in _OPERATORS or _DATE.fullmatch(name) else name


def _bare(value: str, key: str, *, flow: bool) -> bool:
    if _NUMBER.fullmatch(value):
        return key in _NUMBERS
    if value in ("true", "false"):
        return key in _FLAGS
    if _DATE.fullmatch(value):
        return True
    if (
        not value
        or value.casefold() in _TRAPS
        or _LIKE_A_NUMBER.match(value)
        or value != value.strip()
        or "\n" in value
    ):
        return False
    return _reads_back(f"[{value}]" if flow else f"- {value}", value)


def _reads_back(text: str, value: str) -> bool:
    try:
        found = [event for event in yaml.parse(text, Loader=yaml.CSafeLoader) if isinstance(event, events.NodeEvent)]
    except yaml.YAMLError:
        return False
    match found:
        case [events.SequenceStartEvent(), events.ScalarEvent(value=read, implicit=(True, _))]:
            return bool(read == value)
    return False
