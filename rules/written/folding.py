"""Words without what people write differently: case, accents, punctuation."""

import unicodedata


def fold(text: str) -> str:
    """« Crit’Air n° 2 » is `crit air n 2`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (sign for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in kept).split())
