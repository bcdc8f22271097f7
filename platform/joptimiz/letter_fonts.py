"""The fonts of letters: those of the pages, read once."""

from collections.abc import Mapping
from functools import cache

from connectors.typeface import still
from joptimiz.public.assets import DIST, assets

WEIGHTS = (400, 600)


@cache
def letter_fonts() -> Mapping[int, bytes]:
    """TrueType by weight, made once in some seconds; raises NotBuilt before the front end is built.

    Letters that this part of the alphabet lacks are drawn by the fonts of the machine.
    """
    font = (DIST / assets()("inter-latin-wght-normal.woff2").rsplit("/", 1)[1]).read_bytes()
    return {weight: still(font, weight) for weight in WEIGHTS}
