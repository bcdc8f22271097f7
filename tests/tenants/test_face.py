"""The face of a territory: colours that can be read, logos drawn anew, changes that can be taken back."""

import io
import zlib
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from rules.model import Problem
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.face.colour import LEAST, contrast, least_contrast, nearest, read_colour
from tenants.face.keeping import Face, change_face, get_face, read_face, undo_face
from tenants.face.logo import LARGEST, SIDE, read_logo
from tenants.migrate import Addresses

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def png(width: int = 64, height: int = 64, note: str = "") -> bytes:
    """A picture, with words beside its pixels."""
    info, kept = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_text("Comment", note)
    Image.new("RGB", (width, height), "#0b4f6c").save(kept, "PNG", pnginfo=info)
    return kept.getvalue()


def test_contrast_is_that_of_the_standard() -> None:
    """As WCAG defines it: black on white, and the grey everybody knows to be the first that passes."""
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert contrast("#767676", "#ffffff") >= LEAST > contrast("#777777", "#ffffff")


def test_a_colour_is_taken_or_another_proposed() -> None:
    """Ours passes; a yellow is refused with a darker yellow that passes; what is no colour is told."""
    assert read_colour("0B4F6C") == "#0b4f6c"
    refused = read_colour("#ffe100")
    assert isinstance(refused, Problem)
    proposed = (refused.hint or "").split()[-1].rstrip(".")
    assert read_colour(proposed) == proposed
    for text in ("", "bleu", "#12345", "#1234567", "#0b4f6c;}", "٠٠٠٠٠٠"):
        assert isinstance(read_colour(text), Problem), text


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_has_a_nearest_that_passes(number: int) -> None:
    """Whatever somebody types, there is a way out."""
    assert least_contrast(nearest(f"#{number:06x}")) >= LEAST


def test_a_logo_is_drawn_anew() -> None:
    """No larger than is shown, without a word of what was beside its pixels."""
    kept = read_logo(png(900, 300, "secret"))
    assert isinstance(kept, bytes)
    assert b"secret" not in kept
    assert Image.open(io.BytesIO(kept)).size == (SIDE, 171)


@pytest.mark.parametrize(
    ("logo", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "logo_svg"),
        (b"<?xml version='1.0'?><svg/>", "logo_svg"),
        (b"", "logo_kind"),
        (b"GIF89a", "logo_kind"),
        (png()[:60], "logo_kind"),
        (png() + b"\0" * LARGEST, "logo_large"),
        (b"\x89PNG\r\n\x1a\n" + zlib.compress(b"x" * 100), "logo_kind"),
        (png(5000, 5000), "logo_pixels"),
    ],
)
def test_what_is_no_logo_is_told(logo: bytes, code: str) -> None:
    """An SVG, a torn file, too large, too many pixels."""
    refused = read_logo(logo)
    assert isinstance(refused, Problem)
    assert refused.code == code


async def town() -> str:
    """A territory."""
    slug = f"face-{uuid4().hex[:8]}"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, 'x', 'Europe/Paris')", slug)
    return slug


async def test_each_change_is_journalled_and_taken_back(database: Addresses) -> None:
    """Numbers grow, undoing is a change too, two at once do not lose each other’s."""
    slug, by = await town(), uuid4()
    assert await get_face(slug) == Face()
    first = await change_face(slug, read_face(Face(), {"name": "Ma ville", "colour": "0b4f6c"}, png()), by=by, at=NOW)
    assert (first.number, first.colour, first.logo is not None) == (1, "#0b4f6c", True)
    second = await change_face(slug, read_face(first, {"director": "Ana Exemple"}, None), by=by, at=NOW)
    assert (second.name, second.logo == first.logo) == ("", True)
    with pytest.raises(Conflict):
        await change_face(slug, read_face(first, {"name": "Perdu"}, None), by=by, at=NOW)
    with pytest.raises(Conflict):
        await undo_face(slug, 1, by=by, at=NOW)
    third = await undo_face(slug, 2, by=by, at=NOW)
    assert (third.number, third.name, third.director) == (3, "Ma ville", "")
    async with scoped(Scope(territory=slug)) as connection:
        told = await connection.fetch("SELECT after::text FROM audit WHERE what = 'face.changed' ORDER BY number")
    assert len(told) == 3
    assert not any("Ana" in row["after"] or "Ma ville" in row["after"] for row in told)
    with pytest.raises(NotFound):
        await undo_face(await town(), 0, by=by, at=NOW)


def test_a_face_with_faults_is_told_whole() -> None:
    """Each field, all at once."""
    typed = {"name": "x" * 161, "contact": "voirie", "colour": "jaune", "host": "a\nb"}
    with pytest.raises(Unreadable) as refused:
        read_face(Face(), typed, b"<svg/>")
    assert {one.pointer for one in refused.value.problems} == {"/name", "/contact", "/colour", "/logo"}
