"""French spacing: what stands before a colon or a semicolon never starts a line."""

import re

_NARROW = re.compile(r" (?=[;!?])")
_WIDE = re.compile(r" (?=:)|(?<=«) | (?=»)|(?<=[0-9]) (?=(?:t|kg|m|cm|h|Mo)\b)")


def typeset(text: str) -> str:
    """The text with its no-break spaces: narrow before `; ! ?`, wide before `:`, in quotation marks, before units."""
    return _WIDE.sub("\u00a0", _NARROW.sub("\u202f", text))
