"""Signs of bays to print: one a page, its square read by any phone from a metre away."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Literal

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from connectors.pdf import NoPdf, write_pdf
from numeriz.core.signs import SignText, spaced
from tenants.errors import Unavailable

type Size = Literal["A4", "A6"]
SIZES: tuple[Size, ...] = ("A4", "A6")
MOST = 200
"""Signs in one file: a page takes a tenth of a second."""
_SIDE_MM: Mapping[Size, float] = {"A4": 130, "A6": 64}
_QUIET = 4
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"), autoescape=True, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
_PAGES.filters["spaced"] = spaced


def write_signs(signs: Sequence[SignText], size: Size, fonts: Mapping[int, bytes]) -> bytes:
    """A tagged PDF, a page a sign; raises Unavailable where this machine cannot lay text out."""
    given = {f"font-{weight}": (data, "font/ttf") for weight, data in fonts.items()}
    codes = {f"code-{n}": (draw_square(sign.url, _SIDE_MM[size]), "image/svg+xml") for n, sign in enumerate(signs)}
    title = f"Panneau {signs[0].code}" if len(signs) == 1 else "Panneaux des aires de livraison"
    page = _PAGES.get_template("bay-sign.html").render(
        signs=signs, size=size, fonts=tuple(fonts), title=title, side=_SIDE_MM[size]
    )
    try:
        return write_pdf(page, given | codes)
    except NoPdf as error:
        raise Unavailable(
            "signs-unavailable", "Les panneaux en PDF ne peuvent pas être écrits sur cette machine.",
            "Installez Pango : « make setup » dit comment.",
        ) from error  # fmt: skip


def draw_square(url: str, side_mm: float) -> bytes:
    """The square of an address as SVG, its quiet ground with it; a quarter of it may be soiled."""
    code, out = segno.make_qr(url, error="Q"), BytesIO()
    scale = side_mm / code.symbol_size(border=_QUIET)[0]
    code.save(
        out, kind="svg", border=_QUIET, dark="#000", light="#fff", xmldecl=False, nl=False, svgclass=None,
        lineclass=None, scale=scale, unit="mm",
    )  # fmt: skip
    return out.getvalue()
