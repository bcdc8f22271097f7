"""Letters in PDF, read back by another program than the one that wrote them."""

import io
import re
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from cirqliz.core.letters import TO_CHECK, Kind, Letter, Reason, compose
from cirqliz.core.senders import Sender
from cirqliz.service.letters import page_of, write_letter
from joptimiz.letter_fonts import letter_fonts
from tenants.errors import Unavailable

KINDS: tuple[Kind, ...] = (
    "acknowledgement", "question", "grant", "refusal", "suspension", "revocation", "reminder",
)  # fmt: skip


def logo() -> bytes:
    """A logo."""
    kept = io.BytesIO()
    Image.new("RGB", (120, 60), "#0b4f6c").save(kept, "PNG")
    return kept.getvalue()


SENDER = Sender(
    "Métropole d’Exemple", "America/Martinique", ("1, place de l’Hôtel-de-Ville", "38000 Exemple"),
    "voirie@exemple.fr", "Ana Exemple", "Directrice de la voirie", "Pour la présidente et par délégation,",
    "de Grenoble", True, "Voirie", "04\u00a000", "reject", "dpo@exemple.fr", logo(),
)  # fmt: skip
LETTER = Letter(
    "grant", SENDER, ("Transports Exemple", "À l’attention de Camille Exemple"), "D-2026-0042",
    datetime(2026, 12, 1, 2, 30, tzinfo=UTC), "la dérogation « artisan »", "A-2026-118", "3",
    ("GH-456-JK",), ("ZTL Vieux-Pont",), date(2026, 12, 1), date(2027, 12, 1), 52,
    ("Une présence de 30 min au plus : pas de stationnement la nuit ;", "Un véhicule Crit’Air 2 au plus."),
    (Reason("Le véhicule dépasse 3,5 t", "art. 2 de l’arrêté A-2026-118"),),
    ("Extrait Kbis",), "", date(2026, 11, 20), date(2027, 1, 15), date(2026, 11, 28),
)  # fmt: skip


def text_of(pdf: bytes) -> str:
    """What the PDF says, its lines joined: pypdf keeps no-break spaces, which poppler makes plain."""
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"[ \n]+", " ", text)


@pytest.fixture(scope="module")
def letters() -> dict[Kind, bytes]:
    """One of each kind."""
    return {kind: write_letter(replace(LETTER, kind=kind), letter_fonts()) for kind in KINDS}


SAYS: dict[Kind, tuple[str, ...]] = {
    "acknowledgement": (
        "Nous avons bien reçu votre demande du 20\u00a0novembre\u00a02026.", "15\u00a0janvier\u00a02027",
        "Sans réponse le 20\u00a0janvier\u00a02027, elle est réputée rejetée", "L231-4", "contester ce refus", "R421-2",
        "Service chargé de votre dossier\u00a0: Voirie, 1, place de l’Hôtel-de-Ville, 38000 Exemple, 04\u00a000",
    ),
    "question": ("silence vaut refus sont suspendus", "il nous manque\u00a0: Extrait Kbis", "art.\u00a0L114-5"),
    "grant": (
        "nous vous accordons la dérogation «\u202fartisan\u202f», par application",
        "l’art.\u00a03 de l’arrêté A-2026-118.",
        "du 1er\u00a0décembre\u00a02026 au 30\u00a0novembre\u00a02027 inclus", "52\u00a0jours par an", "GH-456-JK",
        "30\u00a0min au plus\u00a0: pas de stationnement la nuit\u202f;", "R421-1", "administratif de Grenoble",
        "L211-3", "R421-7", "à cette adresse\u00a0: 1, place de l’Hôtel-de-Ville, 38000 Exemple",
    ),
    "refusal": ("L211-2", "Le véhicule dépasse 3,5\u00a0t (art.\u00a02 de l’arrêté A-2026-118)", "deux mois"),
    "suspension": ("L121-1", "Nous décidons de suspendre", "recours gracieux", "L211-2"),
    "revocation": ("L121-1", "Nous décidons de mettre fin à", "L242-2, 1°", "recours gracieux"),
    "reminder": ("Nous n’avons pas encore reçu votre réponse",),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_letter_says_its_sentences(letters: dict[Kind, bytes], kind: Kind) -> None:
    """With its spaces, the date of the territory, who signs; no appeal where nothing is decided."""
    text = text_of(letters[kind])
    common = (
        "auprès de dpo@exemple.fr",
        "Le 30\u00a0novembre\u00a02026.",
        "D-2026-0042",
        "Ana Exemple",
        "par délégation",
        "Métropole d’Exemple",
    )
    for words in (*SAYS[kind], *common):
        assert words in text, f"{words!r} in {text!r}"
    decides = kind in ("acknowledgement", "grant", "refusal", "suspension", "revocation")
    assert ("Voies et délais de recours" in text) == decides
    assert TO_CHECK not in text


def test_it_is_tagged_and_the_same_each_time(letters: dict[Kind, bytes]) -> None:
    """PDF/UA-1: language, title, structure; the same bytes for the same record, other ones for another."""
    reader = PdfReader(io.BytesIO(letters["grant"]))
    root = reader.root_object
    assert str(root["/Lang"]) == "fr"
    assert "True" in str(root["/MarkInfo"])
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Dérogation accordée, D-2026-0042"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()  # type: ignore[union-attr]
    assert len(reader.pages) == 1
    assert write_letter(LETTER, letter_fonts()) == letters["grant"]
    assert letters["refusal"] != letters["grant"]


def test_writing_lets_no_image_pass_that_was_cut_short(letters: dict[Kind, bytes]) -> None:
    """The library that draws letters would, in the whole process."""
    assert letters
    with pytest.raises(OSError, match=r"truncated|broken"):
        Image.open(io.BytesIO(logo()[:-40])).load()


def test_whatever_a_name_holds_is_text() -> None:
    """A long name, a script, an address to fetch, an apostrophe, Greek and Arabic letters."""
    name = "L'Établissement <script>alert(1)</script> & fils Ελλάδα مرحبا <img src='file:///etc/passwd'>"
    long = "Transports" + "x" * 190
    letter = replace(LETTER, to=(name, long), holders=tuple(f"AB-{n}-CD" for n in range(100, 360)))
    pdf = write_letter(letter, letter_fonts())
    text = text_of(pdf)
    for words in ("<script>alert(1)</script>", "Ελλάδα", "& fils", "file:///etc/passwd", "AB-359-CD"):
        assert words.replace(" ", "") in text.replace(" ", ""), words
    assert long in text.replace(" ", "")
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 2


def test_who_was_not_heard_is_asked_to_be() -> None:
    """No suspension nor revocation without the holder having been heard: the letter then asks for observations."""
    for kind in ("suspension", "revocation"):
        said = compose(replace(LETTER, kind=kind, heard_on=None))
        assert said.title.endswith("\u00a0: vos observations")
        assert "Nous envisageons de" in said.paragraphs[0]
        assert "L122-1" in said.after[1]
        assert said.appeal == ()


def test_silence_is_what_the_territory_had_checked() -> None:
    """Refusal with its appeals, consent with its attestation, or nothing; months are counted to their last day."""
    asked = replace(LETTER, kind="acknowledgement", asked_on=date(2026, 12, 31))
    refused, granted, unsaid = (
        compose(replace(asked, sender=replace(SENDER, silence=each))) for each in ("reject", "accept", "")
    )
    assert any("28\u00a0février\u00a02027, elle est réputée rejetée" in each for each in refused.paragraphs)
    assert refused.appeal
    assert any("L231-1" in each for each in granted.paragraphs)
    assert any("L232-3" in each for each in granted.paragraphs)
    assert granted.appeal == unsaid.appeal == ()
    assert not any("réputée" in each for each in unsaid.paragraphs)


def test_what_is_not_checked_says_so() -> None:
    """Until a territory has checked its legal mentions, its letters are models."""
    assert TO_CHECK in page_of(replace(LETTER, sender=replace(SENDER, checked=False)))
    ends = compose(replace(LETTER, kind="reminder", missing=(), words=""))
    assert "prend fin le 30\u00a0novembre\u00a02027" in ends.paragraphs[0]


def test_without_pango_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that cannot lay text out says so, and what to install."""
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango')")
    for name in [each for each in sys.modules if each.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(Unavailable, match="ne peuvent pas être écrites"):
        write_letter(LETTER, {})
