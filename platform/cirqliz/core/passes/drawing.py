"""The code of a pass: squares that many stains may cover on paper, fewer and larger ones on a screen."""

from io import BytesIO
from typing import Literal

import segno

QUIET = 4
"""Empty squares around a code."""
_MASK = 3
"""The same for all: searching for the best one takes four times as long, and codes of letters gain nothing by it."""

type Level = Literal["M", "Q"]


def code_of(url: str, level: Level) -> segno.QRCode:
    """The code of an address; raises ValueError where it is not in capitals, which a code holds densely."""
    found = segno.make_qr(url, error=level, boost_error=False, mask=_MASK)
    if found.mode != "alphanumeric":
        raise ValueError("the address is not in the signs of dense codes")
    return found


def draw_link(address: str) -> bytes:
    """The code of an address in any signs, as SVG: what a telephone opens once."""
    code, out = segno.make_qr(address, error="m"), BytesIO()
    code.save(
        out, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None,
        omitsize=True,
    )  # fmt: skip
    return out.getvalue()


def draw_code(url: str, level: Level = "Q", side_mm: float | None = None) -> bytes:
    """The code as SVG, its quiet ground with it; as wide as its place where no side is said."""
    code, out = code_of(url, level), BytesIO()
    width = code.symbol_size(border=QUIET)[0]
    size = {"scale": side_mm / width, "unit": "mm"} if side_mm else {"omitsize": True}
    code.save(
        out, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, nl=False, svgclass=None,
        lineclass=None, **size,
    )  # fmt: skip
    return out.getvalue()
