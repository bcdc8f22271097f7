"""The icons of what installs on a telephone, drawn here at the sizes that telephones ask for."""

from functools import cache
from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageDraw

SIZES = (180, 192, 512)
"""What iOS puts on its home screen; what Android does, and draws large while it opens."""
_GROUND, _LINE = "#10181f", "#ffffff"
_GRID, _WIDTH, _FINER = 512, 28, 4
type Stroke = tuple[tuple[int, int], ...]
SCANNER: tuple[Stroke, ...] = (
    ((144, 200), (144, 144), (200, 144)), ((312, 144), (368, 144), (368, 200)), ((368, 312), (368, 368), (312, 368)),
    ((200, 368), (144, 368), (144, 312)), ((196, 256), (238, 298), (320, 206)),
)  # fmt: skip
"""A frame that looks at something, and finds it good; within the circle that any telephone keeps."""
PASSES: tuple[Stroke, ...] = (
    ((136, 168), (376, 168), (376, 344), (136, 344), (136, 168)), ((180, 212), (244, 212), (244, 300), (180, 300),
    (180, 212)), ((292, 220), (332, 220)), ((292, 292), (332, 292)),
)  # fmt: skip
"""A card with its code."""
_ROUND = tuple((round(256 + 120 * cos(turn * pi / 24)), round(256 + 120 * sin(turn * pi / 24))) for turn in range(49))
CLOCK: tuple[Stroke, ...] = (_ROUND, ((256, 184), (256, 256), (304, 288)))
"""A disc that tells the hour."""


@cache
def png(strokes: tuple[Stroke, ...], size: int) -> bytes:
    """As a picture, opaque to its edges: each telephone cuts it to its own shape."""
    finer = size * _FINER
    image = Image.new("RGB", (finer, finer), _GROUND)
    pen, width = ImageDraw.Draw(image), _WIDTH * finer / _GRID
    for stroke in strokes:
        points = [(x * finer / _GRID, y * finer / _GRID) for x, y in stroke]
        pen.line(points, _LINE, round(width))
        for x, y in points:
            pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), _LINE)
    out = BytesIO()
    image.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def svg(strokes: tuple[Stroke, ...]) -> str:
    """The same, at any size."""
    drawn = "".join("M" + "L".join(f"{x} {y}" for x, y in stroke) for stroke in strokes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_GRID} {_GRID}"><path fill="{_GROUND}"'
        f' d="M0 0h{_GRID}v{_GRID}H0z"/><path fill="none" stroke="{_LINE}" stroke-width="{_WIDTH}"'
        f' stroke-linecap="round" stroke-linejoin="round" d="{drawn}"/></svg>'
    )


def listed(home: str) -> list[dict[str, str]]:
    """As a manifest names them, below an address."""
    drawn = [
        {"src": f"{home}/icone-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size, purpose in ((192, "any"), (512, "any"), (512, "maskable"))
    ]
    return [{"src": f"{home}/icone.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}, *drawn]
