"""What is wrong with a PDF that somebody gives as a proof: each of its objects is looked at; pure."""

import io
from collections.abc import Iterator, Mapping

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from rules.model import Problem

MOST_OBJECTS = 50_000
_AGAIN = "Imprimez-le en PDF de nouveau, ou prenez une photo de la pièce."
_SCRIPT = ("proof_pdf_script", "Ce PDF contient du script.")
_FILES = ("proof_pdf_files", "Ce PDF contient d’autres fichiers.")
_LAUNCH = ("proof_pdf_launch", "Ce PDF lance un autre programme.")
_KEYS: Mapping[str, tuple[str, str]] = {
    "/JS": _SCRIPT, "/JavaScript": _SCRIPT, "/XFA": ("proof_pdf_form", "Ce PDF est un formulaire à script (XFA)."),
    "/EmbeddedFiles": _FILES, "/EF": _FILES, "/RichMediaContent": _FILES,
}  # fmt: skip
"""Keys of objects that no proof needs, and why they are not accepted."""
_NAMES: Mapping[str, tuple[str, str]] = {
    "/JavaScript": _SCRIPT, "/EmbeddedFile": _FILES, "/Launch": _LAUNCH, "/FileAttachment": _FILES,
    "/RichMedia": _FILES,
}  # fmt: skip
"""The same for what an object says to be, in `/S`, `/Type` or `/Subtype`."""


def fault_of_pdf(given: bytes) -> Problem | None:
    """Why a PDF is not accepted, None when it is."""
    if b"%%EOF" not in given[-2_048:]:
        return _refused(
            "proof_truncated", "Ce PDF est incomplet : l’envoi a dû être coupé.", "Choisissez-le de nouveau."
        )
    try:
        reader = PdfReader(io.BytesIO(given))
        if reader.is_encrypted:
            return _refused("proof_pdf_locked", "Ce PDF est protégé par un mot de passe.", "Enlevez la protection.")
        pages = len(reader.pages)
        found = next((fault for each in _objects(reader) if (fault := _fault_of(each))), None)
    except Exception:  # a broken PDF fails in any way there is: each means that it does not read
        return _refused("proof_unreadable", "Ce PDF ne se lit pas.", _AGAIN)
    if found:
        return _refused(*found, _AGAIN)
    if not pages:
        return _refused("proof_unreadable", "Ce PDF n’a aucune page.", _AGAIN)
    return None


def _objects(reader: PdfReader) -> Iterator[PdfObject | None]:
    """The trailer and every object of the file, those packed in streams of objects too."""
    yield reader.trailer
    numbers = [(number, rank) for rank, table in reader.xref.items() for number in table]
    numbers += [(number, 0) for number in reader.xref_objStm]
    if len(numbers) > MOST_OBJECTS:
        raise ValueError("too many objects")
    for number, rank in numbers:
        yield reader.get_object(IndirectObject(number, rank, reader))


def _fault_of(held: PdfObject | None) -> tuple[str, str] | None:
    """What is wrong with an object, or with what it holds itself."""
    waiting = [held]
    while waiting:
        each = waiting.pop()
        if isinstance(each, DictionaryObject):
            for key, value in each.items():
                if key in _KEYS:
                    return _KEYS[key]
                if key in ("/S", "/Type", "/Subtype") and str(value) in _NAMES:
                    return _NAMES[str(value)]
                waiting.append(value)
        elif isinstance(each, ArrayObject):
            waiting.extend(each)
    return None


def _refused(code: str, message: str, hint: str) -> Problem:
    return Problem(code, message, hint, pointer="/file")
