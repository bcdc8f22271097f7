"""What is accepted as a document: judged by what a file holds, never by its name or declared type; pure."""

import io
import unicodedata
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image, ImageOps

from cirqliz.core.pdf import fault_of_pdf
from rules.model import Problem

LARGEST = 10_000_000
"""Bytes, as given."""
LONGEST_NAME = 120
SIDE = 3_000
"""Pixels of the longest side, as kept: an A4 sheet at 250 dots an inch."""
PDF, JPEG = "application/pdf", "image/jpeg"
_MOST_PIXELS: Mapping[str, int] = {"JPEG": 120_000_000, "PNG": 40_000_000, "WEBP": 40_000_000}
"""A JPEG can be read smaller than it is, the others cannot."""
_SCAN = "Enregistrez-le en PDF, ou prenez une photo de la pièce."
_PHOTO = "Prenez une nouvelle photo, ou enregistrez-la en JPEG."
_HEIC = (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif")

_KNOWN: tuple[tuple[tuple[bytes, ...], str, str, str], ...] = (
    ((b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"\xca\xfe\xba\xbe"),
     "proof_program", "Ce fichier est un programme, qui n’est pas accepté.", _SCAN),
    ((b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"),
     "proof_archive", "Ce fichier est une archive, ou un document de traitement de texte.", _SCAN),
    ((b"\xd0\xcf\x11\xe0", b"{\\rtf"),
     "proof_office", "Ce fichier est un document de traitement de texte.", _SCAN),
    ((b"GIF8", b"II*\0", b"MM\0*", b"BM"),
     "proof_image", "Cette image n’est ni JPEG, ni PNG, ni WebP.", _PHOTO),
)  # fmt: skip
"""How files that are not accepted begin: why, and what to do."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A document as it is kept: its bytes hold no script, no place, no other file."""

    name: str
    media_type: str
    data: bytes


def read_proof(name: str, given: bytes) -> Proof | Problem:
    """The document that a file is, or why it is not accepted."""
    if not given:
        return _refused("proof_empty", "Ce fichier est vide.", "Choisissez-le de nouveau.")
    if len(given) > LARGEST:
        return _refused("proof_large", "Ce fichier dépasse 10 Mo.", "Réduisez la photo, ou le nombre de pages.")
    named = tidy_name(name)
    if given.startswith(b"%PDF-"):
        return fault_of_pdf(given) or Proof(_ending(named, ".pdf"), PDF, given)
    if given.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (given[:4] == b"RIFF" and given[8:12] == b"WEBP"):
        drawn = _drawn_anew(given)
        return drawn if isinstance(drawn, Problem) else Proof(_ending(named, ".jpg"), JPEG, drawn)
    return _why_not(given)


def tidy_name(name: str) -> str:
    """The name of a file without its folders, nor signs that a name on disk cannot have."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    return " ".join(kept.split())[-LONGEST_NAME:].lstrip(". ") or "piece"


def _ending(name: str, ending: str) -> str:
    stem, dot, known = name.rpartition(".")
    return (stem if dot and len(known) <= 5 and stem else name)[: LONGEST_NAME - len(ending)] + ending


def _why_not(given: bytes) -> Problem:
    """Why a file that is neither PDF nor photo is not accepted, by what it begins with."""
    for starts, code, said, hint in _KNOWN:
        if given.startswith(starts):
            return _refused(code, said, hint)
    if given[4:8] == b"ftyp" and given[8:12] in _HEIC:
        hint = "Sur un iPhone : Réglages, Appareil photo, Formats, « Le plus compatible ». Ou envoyez-la en JPEG."
        return _refused("proof_heic", "Cette photo est au format HEIC, que tous ne peuvent pas lire.", hint)
    start = given[:1000].decode("utf-8", "ignore").lstrip("\ufeff \t\r\n").lower()
    if start.startswith("<"):
        return _refused("proof_markup", "Ce fichier est une page web ou un SVG, qui peut contenir du script.", _SCAN)
    if b"\0" not in given[:1000] and start:
        return _refused("proof_text", "Ce fichier est du texte, pas une pièce.", _SCAN)
    return _refused("proof_kind", "Ce fichier n’est ni un PDF, ni une photo JPEG, PNG ou WebP.", _SCAN)


def _drawn_anew(given: bytes) -> bytes | Problem:
    """A JPEG of ours: upright, without the place, the device or anything else that a photo carries."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(given), formats=tuple(_MOST_PIXELS))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return _refused("proof_unreadable", "Cette image ne se lit pas.", _PHOTO)
    if image.width * image.height > _MOST_PIXELS[image.format or "PNG"]:
        return _refused("proof_pixels", "Cette image a trop de pixels.", "3 000 pixels de côté suffisent.")
    try:
        image.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return _refused("proof_truncated", "Cette image est incomplète : l’envoi a dû être coupé.", _PHOTO)
    upright.thumbnail((SIDE, SIDE))
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(upright, mask=upright.getchannel("A"))
    kept = io.BytesIO()
    sheet.save(kept, "JPEG", quality=88, optimize=True)
    return kept.getvalue()


def _refused(code: str, message: str, hint: str) -> Problem:
    return Problem(code, message, hint, pointer="/file")
