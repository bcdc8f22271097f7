"""Amounts with their units, in either language: « 3,5 t de PTRA », "3.5 t combined"."""

from collections.abc import Mapping

from rules.texts.typography import NARROW, NO_BREAK

_UNITS: Mapping[str, tuple[int, str, str, str]] = {
    "gvw_kg": (1000, "t", "", ""),
    "gcw_kg": (1000, "t", "de PTRA", "combined"),
    "axle_load_kg": (1000, "t", "par essieu", "per axle"),
    "length_cm": (100, "m", "de long", "long"),
    "width_cm": (100, "m", "de large", "wide"),
    "height_cm": (100, "m", "de haut", "high"),
}
"""Of each fact: how many of its unit make the unit shown, that unit, and what is measured, in French and English."""


def quantity(fact: str, value: int, locale: str) -> str:
    """The value of a fact that counts, as a person writes it."""
    scale, unit, french, english = _UNITS[fact]
    if unit == "t" and value < scale:
        shown = f"{value}{NO_BREAK}kg"
    else:
        shown = f"{decimal(value, scale, locale)}{NO_BREAK}{unit}"
    return f"{shown} {french if locale == 'fr' else english}".rstrip()


def decimal(value: int, scale: int, locale: str) -> str:
    """« 3,5 » or "3.5": the value over its scale, without useless zeros."""
    whole, rest = divmod(value, scale)
    digits = f"{rest:0{len(str(scale)) - 1}d}".rstrip("0")
    group, point = (NARROW, ",") if locale == "fr" else (",", ".")
    return f"{whole:,}".replace(",", group) + (f"{point}{digits}" if digits else "")
