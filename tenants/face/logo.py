"""A logo as somebody gives it, drawn anew so that nothing but its pixels is kept."""

import io
import warnings

from PIL import Image

from rules.model import Problem

LARGEST = 200_000
"""Bytes, as given and as kept."""
SIDE = 512
"""Pixels at most, as kept."""
_MOST_PIXELS = 16_000_000


def read_logo(given: bytes) -> bytes | Problem:
    """A PNG of ours: no metadata, no larger than is shown."""
    if len(given) > LARGEST:
        return _refused("logo_large", "Ce logo dépasse 200 ko.", "Réduisez-le : 512 pixels de côté suffisent.")
    if given.lstrip()[:5].lower() in (b"<?xml", b"<svg ", b"<!doc") or b"<svg" in given[:500].lower():
        hint = "Un SVG peut contenir du script : exportez-le en PNG."
        return _refused("logo_svg", "Ce logo est un SVG, qui n’est pas accepté.", hint)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(given), formats=("PNG",))
            if image.width * image.height > _MOST_PIXELS:
                return _refused("logo_pixels", "Ce logo a trop de pixels.", "512 pixels de côté suffisent.")
            drawn = image.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return _refused("logo_kind", "Ce fichier n’est pas une image PNG lisible.", "Exportez le logo en PNG.")
    drawn.thumbnail((SIDE, SIDE))
    kept = io.BytesIO()
    # What a PNG carries beside its pixels is not in what was converted.
    drawn.save(kept, "PNG", optimize=True)
    if kept.tell() > LARGEST:
        return _refused("logo_large", "Ce logo, une fois enregistré, dépasse 200 ko.", "Simplifiez-le, ou réduisez-le.")
    return kept.getvalue()


def _refused(code: str, message: str, hint: str) -> Problem:
    return Problem(code, message, hint, pointer="/logo")
