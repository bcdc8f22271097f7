"""Codes are read as often as they were measured to be, however the camera sees them."""

from math import ceil

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from cirqliz.core.passes import token_of, url_of
from cirqliz.core.passes.drawing import Level, code_of

from .signers import ORIGIN, TestSigner, some_payload
from .worn import drawn, kinds, taken

URL = url_of(ORIGIN, token_of(some_payload(), TestSigner()))
RATES = {("M", 160): 70, ("M", 240): 78, ("M", 360): 95, ("Q", 160): 68, ("Q", 240): 77, ("Q", 360): 98}
"""In hundredths, by level and width in pixels, of addresses of this length."""


def is_read(image: Image.Image) -> bool:
    """Whether it says exactly what was written."""
    return [found.text for found in zxingcpp.read_barcodes(image)] == [URL]


@pytest.mark.parametrize("frames", [2, pytest.param(12, marks=pytest.mark.prove)])
@pytest.mark.parametrize(("level", "width"), RATES)
def test_worn_codes_are_read(level: Level, width: int, frames: int) -> None:
    """Ten kinds of wear, several frames each; at a hand’s width only the strongest blurs are lost."""
    by = np.random.default_rng(width)
    code = drawn(code_of(URL, level), width)
    read = {kind: sum(is_read(taken(wear(code, by), by)) for _ in range(frames)) for kind, wear in kinds(width).items()}
    lost = frames * len(read) - sum(read.values())
    assert lost <= ceil((100 - RATES[level, width]) / 100 * frames * len(read)), read
