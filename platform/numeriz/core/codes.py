"""Codes of bays: short, without letters that look alike, with a check sign, for those who type them."""

from collections.abc import Callable

ALPHABET = "34679ACDEFHJKMNPQRTVWXY"
"""Twenty-three signs: none of 0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V beside the one it is taken for."""
LENGTH = 5
_MEANT = str.maketrans({"G": "6", "U": "V", "0": "Q", "O": "Q"})


def check_sign(digits: str) -> str:
    """The last sign: one wrong sign, or two beside each other exchanged, make another."""
    return ALPHABET[sum(place * ALPHABET.index(sign) for place, sign in enumerate(digits, 2)) % len(ALPHABET)]


def make_code(draw: Callable[[int], int]) -> str:
    """A new code; `draw(n)` gives a number below n."""
    digits = "".join(ALPHABET[draw(len(ALPHABET))] for _ in range(LENGTH - 1))
    return digits + check_sign(digits)


def read_code(text: str) -> str | None:
    """The code that somebody typed, in any case, with spaces or dashes; None where a sign is wrong."""
    code = "".join(text.upper().replace("-", "").split()).translate(_MEANT)
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
        return None
    return code if check_sign(code[:-1]) == code[-1] else None
