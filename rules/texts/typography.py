"""French spacing, applied once to the house's own sentences and never to what an author wrote."""

import re

NARROW = "\u202f"
NO_BREAK = "\u00a0"

_BEFORE = re.compile(r" (?=[;!?»])")


def typeset(text: str) -> str:
    """The text with its narrow and plain no-break spaces and its curved apostrophes."""
    text = _BEFORE.sub(NARROW, text).replace("« ", "«" + NARROW)
    return text.replace(" :", NO_BREAK + ":").replace("'", "’")


def figure(number: int) -> str:
    """A whole number in groups of three: « 72 000 »."""
    return f"{number:,}".replace(",", NARROW)
