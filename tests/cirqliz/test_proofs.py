"""What is accepted as a document, judged by what the file holds."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from cirqliz.core.filing import Filing, missing_of, read_filing
from cirqliz.core.proofs import LARGEST, PDF, SIDE, Proof, read_proof, tidy_name
from rules.model import Problem

TODAY = date(2026, 11, 30)


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **more: object) -> bytes:
    """A photo, red at the top left."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    kept = io.BytesIO()
    image.save(kept, kind, **more)
    return kept.getvalue()


def pdf(change: Callable[[PdfWriter], object] = lambda _: None) -> bytes:
    """A PDF of one page, with something more."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def opening(kind: str, **more: str) -> Callable[[PdfWriter], object]:
    """What a PDF does when it is opened."""
    said = {NameObject(f"/{key}"): TextStringObject(value) for key, value in more.items()}

    def change(writer: PdfWriter) -> None:
        action = DictionaryObject({NameObject("/S"): NameObject(kind), **said})
        writer.root_object[NameObject("/OpenAction")] = action

    return change


KNOT = (
    b"%PDF-1.4\n1 0 obj<</Pages 1 0 R/Kids[1 0 R]/Type/Pages/Count 9>>endobj\n"
    b"trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF"
)
REFUSED = {
    "empty": (b"", "proof_empty"),
    "too large": (photo() + b"\0" * LARGEST, "proof_large"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "proof_program"),
    "executable": (b"MZ\x90\0" + b"\0" * 200, "proof_program"),
    "linux executable": (b"\x7fELF" + b"\0" * 200, "proof_program"),
    "page": (b"\xef\xbb\xbf <!DOCTYPE html><script>alert(1)</script>", "proof_markup"),
    "drawing": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "proof_markup"),
    "zip": (b"PK\x03\x04" + b"\0" * 60, "proof_archive"),
    "old word": (b"\xd0\xcf\x11\xe0" + b"\0" * 60, "proof_office"),
    "text": ("Je soussigné".encode(), "proof_text"),
    "gif": (photo("GIF"), "proof_image"),
    "tiff": (photo("TIFF"), "proof_image"),
    "iphone": (b"\0\0\0\x18ftypheic" + b"\0" * 60, "proof_heic"),
    "noise": (bytes(range(128, 256)) + b"\0" * 9, "proof_kind"),
    "cut photo": (photo(size=(900, 900), quality=95)[:3000], "proof_truncated"),
    "cut drawing": (photo("PNG", (900, 900))[:300], "proof_truncated"),
    "broken photo": (b"\xff\xd8\xff\xe0" + b"\0" * 60, "proof_unreadable"),
    "huge drawing": (photo("PNG", (7000, 6000)), "proof_pixels"),
    "pdf with script": (pdf(opening("/JavaScript", JS="app.alert(1)")), "proof_pdf_script"),
    "pdf with a file": (pdf(lambda it: it.add_attachment("x.exe", b"MZ")), "proof_pdf_files"),
    "pdf that launches": (pdf(opening("/Launch", F="calc.exe")), "proof_pdf_launch"),
    "pdf with a password": (pdf(lambda it: it.encrypt("secret")), "proof_pdf_locked"),
    "pdf of an owner": (pdf(lambda it: it.encrypt("", "owner")), "proof_pdf_locked"),
    "cut pdf": (pdf()[:200], "proof_truncated"),
    "hollow pdf": (b"%PDF-1.7\n%%EOF", "proof_unreadable"),
    "knotted pdf": (KNOT, "proof_unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("which", REFUSED)
@pytest.mark.filterwarnings("ignore")
def test_each_wrong_file_has_its_sentence(which: str) -> None:
    """Whatever its name says: the code of its own reason, a French sentence, and what to do."""
    given, code = REFUSED[which]
    for name in ("kbis.pdf", "photo.jpg"):
        found = read_proof(name, given)
        assert isinstance(found, Problem), which
        assert (found.code, found.message[-1], found.pointer) == (code, ".", "/file")
        assert found.hint


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_as_its_pixels_alone(kind: str) -> None:
    """Upright, without place, device, nor what was hidden behind the image."""
    exif = Image.Exif()
    exif[0x0112] = 6  # lying: a quarter turn to the right
    exif[0x010F] = "Appareil Secret"
    exif.get_ifd(0x8825)[1] = "N"
    given = photo(kind, (640, 480), exif=exif) + b"<script>alert(1)</script>"
    assert b"Appareil Secret" in given
    kept = read_proof("Carte grise.HEIC.png", given)
    assert isinstance(kept, Proof)
    assert (kept.name, kept.media_type) == ("Carte grise.HEIC.jpg", "image/jpeg")
    again = Image.open(io.BytesIO(kept.data))
    assert again.size == (480, 640)
    assert not again.getexif()
    assert b"Secret" not in kept.data
    assert b"script" not in kept.data
    red, green, _ = again.convert("RGB").getpixel((440, 30))  # type: ignore[misc]
    assert red > 200
    assert green < 60


def test_a_large_photo_is_reduced() -> None:
    """No side above the largest, the proportions kept."""
    kept = read_proof("a.jpg", photo(size=(6000, 4000)))
    assert isinstance(kept, Proof)
    assert Image.open(io.BytesIO(kept.data)).size == (SIDE, SIDE * 2 // 3)


def test_a_plain_pdf_is_kept_as_it_is() -> None:
    """To the byte, under a name with its ending."""
    given = pdf()
    assert read_proof("kbis.exe", given) == Proof("kbis.pdf", PDF, given)
    assert len(PdfReader(io.BytesIO(given)).pages) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\docs\\kbis.pdf", "kbis.pdf"), ("../../etc/passwd", "passwd"), ("...", "piece"), ("", "piece"),
        ("l’extrait  d’été.pdf", "l’extrait d’été.pdf"), ("a\r\nset-cookie: x", "aset-cookie x"),
        ("\u202efdp.exe", "fdp.exe"), ("é" * 400, "é" * 120),
    ],
)  # fmt: skip
def test_names_are_harmless(given: str, kept: str) -> None:
    """No folder, no line, no sign that turns the text around."""
    assert tidy_name(given) == kept


def test_what_a_form_says() -> None:
    """Read, or every problem at once."""
    wrong = read_filing({"vehicle": "x", "until": "hier"}, TODAY)
    assert isinstance(wrong, tuple)
    assert {each.pointer for each in wrong} == {"/proof", "/vehicle", "/until"}
    for until, word in (("2026-11-29", "plus valable"), ("2099-01-01", "lointaine")):
        (problem,) = read_filing({"proof": "Kbis", "until": until}, TODAY)  # type: ignore[misc]
        assert word in problem.message
    assert read_filing({"proof": " Extrait  Kbis ", "until": "2026-11-30"}, TODAY) == Filing(
        "Extrait Kbis", None, TODAY
    )
    (long,) = read_filing({"other": "x" * 121}, TODAY)  # type: ignore[misc]
    assert long.pointer == "/other"


def test_what_is_missing() -> None:
    """Compared without accents or apostrophes; what is no longer valid does not count."""
    held = [("extrait kbis", True), ("Attestation d'assurance", True), ("Carte grise", False)]
    asked = ["Extrait Kbis", "Attestation d’assurance", "Carte grise", "Devis", "Devis"]
    assert missing_of(asked, held) == ("Carte grise", "Devis")
