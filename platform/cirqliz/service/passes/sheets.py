"""Passes on paper: one sheet each behind a windscreen, or the code alone, as many as are asked in one file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cirqliz.core.passes.drawing import draw_code
from cirqliz.core.passes.telling import Told
from cirqliz.service.letters import PAGES, Fonts
from connectors.pdf import NoPdf, write_pdf
from tenants.errors import Unavailable

type Form = Literal["feuille", "code"]
SIDE_MM = 80
"""Of a code on paper: read at arm’s length, at night, through glass."""
_MOST_ZONES = 5


@dataclass(frozen=True, slots=True)
class Sheet:
    """A pass in words, the address that its code holds, and the number printed below."""

    told: Told
    url: str
    number: str

    @property
    def zones(self) -> str:
        """Their names, the first ones where they are many."""
        names = self.told.zones
        if not names:
            return "Celles de ce droit"
        more = len(names) - _MOST_ZONES
        return ", ".join(names[:_MOST_ZONES]) + (f" et {more} autres" if more > 0 else "")


def write_sheets(sheets: Sequence[Sheet], form: Form, fonts: Fonts) -> bytes:
    """A tagged PDF, a page a pass; raises Unavailable where this machine cannot lay text out."""
    given = {f"font-{weight}": (data, "font/ttf") for weight, data in fonts.items()}
    codes = {
        f"code-{number}": (draw_code(sheet.url, "Q", SIDE_MM), "image/svg+xml") for number, sheet in enumerate(sheets)
    }
    title = "Laissez-passer" + (f" {sheets[0].told.plate}" if len(sheets) == 1 else "")
    page = PAGES.get_template("pass-sheet.html").render(
        sheets=sheets, form=form, fonts=tuple(fonts), title=title.strip(),
        widest=max(len(sheet.told.plate) for sheet in sheets),
    )  # fmt: skip
    try:
        return write_pdf(page, given | codes)
    except NoPdf as error:
        raise Unavailable(
            "sheets-unavailable", "Les feuilles en PDF ne peuvent pas être écrites sur cette machine.",
            "Affichez le code sur un téléphone, ou prenez-le en image (SVG).",
        ) from error  # fmt: skip
