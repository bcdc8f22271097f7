"""A variable font (WOFF2) as a still one, for programs that lay text out: one weight, every French space."""

import io
from copy import deepcopy

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

NARROW, WIDE = 0x202F, 0xA0


def still(font: bytes, weight: int) -> bytes:
    """The font at one weight, as TrueType, with a narrow no-break space where it has none."""
    made = TTFont(io.BytesIO(font), recalcTimestamp=False)
    # A letter needs kerning, and neither small capitals nor arrows: fewer glyphs are still sooner.
    wanted = subset.Subsetter(subset.Options(layout_features=["kern", "mark", "ccmp"], notdef_outline=True))
    wanted.populate(unicodes=made.getBestCmap())
    wanted.subset(made)
    axes = {axis.axisTag: axis.defaultValue for axis in made["fvar"].axes} | {"wght": weight}
    made = instancer.instantiateVariableFont(made, axes)
    spaces = made.getBestCmap()
    if NARROW not in spaces:
        plain = spaces[WIDE]
        made.setGlyphOrder([*made.getGlyphOrder(), "uni202F"])
        made["glyf"].glyphs["uni202F"] = deepcopy(made["glyf"].glyphs[plain])
        width, side = made["hmtx"].metrics[plain]
        made["hmtx"].metrics["uni202F"] = (round(width * 0.6), side)
        for table in made["cmap"].tables:
            if table.isUnicode():
                table.cmap[NARROW] = "uni202F"
    made.flavor = None
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()
