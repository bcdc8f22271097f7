"""Letters in PDF: a record, its page, its bytes; the same bytes for the same record."""

from collections.abc import Mapping
from datetime import UTC
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cirqliz.core.letters import TO_CHECK, Letter, compose
from connectors.pdf import NoPdf, write_pdf
from tenants.errors import Unavailable

type Fonts = Mapping[int, bytes]
"""TrueType files by weight."""
_MISSING = "L’exploitant doit y installer Pango : « make setup » le fait, lancé par l’administrateur de la machine."
PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"), autoescape=True, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


def write_letter(letter: Letter, fonts: Fonts) -> bytes:
    """The letter as a tagged PDF in French; raises Unavailable where this machine cannot lay text out."""
    given = {f"font-{weight}": (data, "font/ttf") for weight, data in fonts.items()}
    if letter.sender.logo:
        given["logo"] = (letter.sender.logo, "image/png")
    try:
        return write_pdf(page_of(letter, tuple(fonts)), given)
    except NoPdf as error:
        raise Unavailable(
            "letters-unavailable",
            "Les lettres en PDF ne peuvent pas être écrites sur cette machine.",
            _MISSING,
        ) from error


def page_of(letter: Letter, fonts: tuple[int, ...] = ()) -> str:
    """The letter as a page; whatever is in the record is text there."""
    return PAGES.get_template("derogation-letter.html").render(
        letter=letter, said=compose(letter), fonts=fonts, to_check="" if letter.sender.checked else TO_CHECK,
        at=letter.at.astimezone(UTC).isoformat(timespec="seconds"),
    )  # fmt: skip
