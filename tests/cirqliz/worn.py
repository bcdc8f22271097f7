"""Codes as a telephone sees them: turned, tilted, blurred, washed out, dazzled, stained, in the dark."""

import io
from collections.abc import Callable

import numpy as np
import segno
from numpy.typing import NDArray
from PIL import Image, ImageFilter

type Random = np.random.Generator
type Pixels = NDArray[np.float64]
FRAME = (720, 608)
QUALITY = 60
NOISE = 4.0


def drawn(code: segno.QRCode, width: int) -> Image.Image:
    """A code so many pixels wide, squares only, on its quiet ground, in the middle of a grey frame."""
    out = io.BytesIO()
    code.save(out, kind="png", scale=10, border=4)
    image = Image.open(out).convert("L")
    squares, all_of_it = code.symbol_size(border=0)[0], code.symbol_size(border=4)[0]
    side = round(width * all_of_it / squares)
    image = image.resize((side, side), Image.Resampling.LANCZOS)
    frame = Image.new("L", FRAME, 128)
    frame.paste(image, ((FRAME[0] - side) // 2, (FRAME[1] - side) // 2))
    return frame


def _turned(image: Image.Image, by: Random) -> Image.Image:
    return image.rotate(by.uniform(10, 80), Image.Resampling.BICUBIC, fillcolor=128)


def _tilted(image: Image.Image, by: Random) -> Image.Image:
    """Seen from aside: the far edge a third shorter."""
    width, height = image.size
    lean = by.uniform(0.25, 0.35)
    corners = [(0.0, 0.0), (float(width), height * lean / 2), (float(width), height * (1 - lean / 2)), (0.0, height)]
    plain = [(0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height))]
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, plain, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    found = np.linalg.solve(np.array(rows), np.array(values))
    return image.transform(
        image.size, Image.Transform.PERSPECTIVE, tuple(found), Image.Resampling.BICUBIC, fillcolor=128
    )


def _blurred(sigma: float) -> Callable[[Image.Image, Random], Image.Image]:
    return lambda image, _: image.filter(ImageFilter.GaussianBlur(sigma))


def _moved(image: Image.Image, by: Random) -> Image.Image:
    """Nine pixels along, while the picture is taken."""
    pixels, angle = as_pixels(image), by.uniform(0, np.pi)
    steps = [(round(step * np.sin(angle)), round(step * np.cos(angle))) for step in range(-4, 5)]
    return as_image(np.mean([np.roll(pixels, step, (0, 1)) for step in steps], axis=0))


def _washed(image: Image.Image, _: Random) -> Image.Image:
    return as_image((as_pixels(image) - 128) / 5 + 128)


def _dazzled(image: Image.Image, by: Random) -> Image.Image:
    """The sun on a windscreen."""
    x, y = (side / 2 + by.uniform(-80, 80) for side in FRAME)
    across, down = np.meshgrid(np.arange(FRAME[0]), np.arange(FRAME[1]))
    light = 200 * np.exp(-((across - x) ** 2 + (down - y) ** 2) / (2 * 55.0**2))
    return as_image(as_pixels(image) + light)


def _stained(width: int) -> Callable[[Image.Image, Random], Image.Image]:
    """An opaque drop over four hundredths of the code, away from its corners."""

    def stain(image: Image.Image, by: Random) -> Image.Image:
        radius = width * (0.04 / np.pi) ** 0.5
        x, y = (side / 2 + by.uniform(-0.15, 0.15) * width for side in FRAME)
        across, down = np.meshgrid(np.arange(FRAME[0]), np.arange(FRAME[1]))
        pixels = as_pixels(image)
        pixels[(across - x) ** 2 + (down - y) ** 2 < radius**2] = 90
        return as_image(pixels)

    return stain


def _dark(image: Image.Image, by: Random) -> Image.Image:
    return as_image(as_pixels(image) + by.normal(0, 40, FRAME[::-1]))


def kinds(width: int) -> dict[str, Callable[[Image.Image, Random], Image.Image]]:
    """The ten ways a code reaches a camera, for a code so wide."""
    return {
        "plain": lambda image, _: image, "turned": _turned, "tilted": _tilted, "blurred": _blurred(1.6),
        "out of focus": _blurred(2.4), "moved": _moved, "washed out": _washed, "dazzled": _dazzled,
        "stained": _stained(width), "in the dark": _dark,
    }  # fmt: skip


def taken(image: Image.Image, by: Random) -> Image.Image:
    """With the noise of its sensor, as JPEG."""
    out = io.BytesIO()
    as_image(as_pixels(image) + by.normal(0, NOISE, FRAME[::-1])).save(out, "JPEG", quality=QUALITY)
    return Image.open(out)


def as_pixels(image: Image.Image) -> Pixels:
    """The greys of a picture."""
    return np.asarray(image, dtype=np.float64).copy()


def as_image(pixels: Pixels) -> Image.Image:
    """The picture of these greys."""
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
