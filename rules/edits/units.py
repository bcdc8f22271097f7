"""Texts as editors count them: in UTF-16 units, each line end counting one."""

import re

_LINE_END = re.compile("\r\n|\r|\n")
_HALF = re.compile("[\ud800-\udfff]")
_BEYOND_PLANE_0 = re.compile("[\U00010000-\U0010ffff]")


def line_end(text: str) -> str | None:
    """What ends the lines of a text; nothing when it mixes several."""
    found = set(_LINE_END.findall(text))
    return found.pop() if len(found) == 1 else None if found else "\n"


def plain(text: str) -> str:
    """The text as editors hold it, each line ended by a line feed."""
    return _LINE_END.sub("\n", text) if "\r" in text else text


def ended(text: str, end: str | None) -> str:
    """A plain text with other line ends."""
    return text.replace("\n", end) if end and end != "\n" else text


def length(text: str) -> int:
    """How many units a plain text has."""
    return len(text) if _simple(text) else len(_encoded(text)) // 2


def cut(text: str, start: int, end: int) -> str:
    """The units of a plain text from one position until another."""
    return text[start:end] if _simple(text) else _decoded(_encoded(text)[2 * start : 2 * end])


def joined(left: str, right: str) -> str:
    """Two texts end to end; the two halves of a character become one again."""
    if "\ud800" <= left[-1:] <= "\udbff" and "\udc00" <= right[:1] <= "\udfff":
        return left[:-1] + _decoded(_encoded(left[-1] + right[0])) + right[1:]
    return left + right


def whole(text: str) -> bool:
    """Whether no character of a text was cut in two."""
    return _HALF.search(text) is None


def offset(text: str, index: int) -> int:
    """The position in units of a Python index."""
    return length(text[:index])


def _simple(text: str) -> bool:
    return text.isascii() or _BEYOND_PLANE_0.search(text) is None


def _encoded(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _decoded(data: bytes) -> str:
    return data.decode("utf-16-le", "surrogatepass")
