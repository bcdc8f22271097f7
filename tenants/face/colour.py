"""A colour of one's own, where text stays readable: its contrasts in both appearances, the nearest that passes."""

import re
from collections.abc import Iterator

from rules.model import Problem

LEAST = 4.5
"""WCAG 2.2, 1.4.3."""
_SHAPE = re.compile(r"#?[0-9a-fA-F]{6}")
_STEPS = 200

type Lab = tuple[float, float, float]


def read_colour(text: str) -> str | Problem:
    """« #0b4f6c », with or without its sign, where text can be read."""
    said = text.strip()
    if not _SHAPE.fullmatch(said):
        hint = "Six chiffres hexadécimaux, par exemple #0b4f6c."
        return Problem("colour", f"« {said[:20]} » n’est pas une couleur.", hint, pointer="/colour")
    colour = f"#{said.removeprefix('#').lower()}"
    least = least_contrast(colour)
    if least < LEAST:
        told = f"{int(least * 10) / 10}".replace(".", ",")
        message = f"Le texte ne se lirait pas dans la couleur {colour} : contraste de {told} pour 1, il en faut 4,5."
        return Problem(
            "colour_contrast", message, f"La plus proche qui convient : {nearest(colour)}.", pointer="/colour"
        )
    return colour


def on_colour(colour: str) -> str:
    """Black or white, whichever is read best on it."""
    return max(("#ffffff", "#000000"), key=lambda other: contrast(colour, other))


def nearest(colour: str) -> str:
    """The colour of the same hue, lighter or darker by as little as can be, that passes."""
    light, a, b = _lab(colour)
    shades = sorted(range(_STEPS + 1), key=lambda step: abs(step / _STEPS - light))
    return next(shade for step in shades if least_contrast(shade := _hex(_inside((step / _STEPS, a, b)))) >= LEAST)


def least_contrast(colour: str) -> float:
    """The least contrast of the pairs that the pages make of a colour."""
    return min(contrast(ink, ground) for ink, ground in _pairs(colour))


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _pairs(colour: str) -> Iterator[tuple[str, str]]:
    """Text and ground, as `tokens.css` mixes them: its roles brand, brand-ink and brand-tint, light then dark."""
    yield on_colour(colour), colour
    ink, tint = _mixed(colour, 0.92, "#000000"), _mixed(colour, 0.09, "#ffffff")
    yield from ((ink, ground) for ground in ("#e8ecef", tint))
    ink, tint = _mixed(colour, 0.40, "#cdeeff"), _mixed(colour, 0.34, "#10181f")
    yield from ((ink, ground) for ground in ("#1b2630", tint))


def _mixed(one: str, share: float, other: str) -> str:
    pairs = zip(_lab(one), _lab(other), strict=True)
    light, a, b = (share * mine + (1 - share) * its for mine, its in pairs)
    return _hex((light, a, b))


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> tuple[float, float, float]:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def _lab(colour: str) -> Lab:
    """OKLab, where CSS mixes."""
    r, g, b = _linear(colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _light(lab: Lab) -> tuple[float, float, float]:
    """Linear red, green and blue, out of bounds for a colour that no screen shows."""
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _inside(lab: Lab) -> Lab:
    """The same lightness and hue, less vivid until a screen shows it."""
    light, a, b = lab
    for part in range(20, -1, -1):
        shown = (light, a * part / 20, b * part / 20)
        if all(-0.0005 <= each <= 1.0005 for each in _light(shown)):
            return shown
    return light, 0.0, 0.0


def _hex(lab: Lab) -> str:
    def byte(part: float) -> int:
        bound = min(max(part, 0.0), 1.0)
        return round(255 * (bound * 12.92 if bound <= 0.0031308 else 1.055 * bound ** (1 / 2.4) - 0.055))

    return "#" + "".join(f"{byte(part):02x}" for part in _light(lab))
