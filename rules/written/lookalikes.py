"""Letters of other alphabets, and wide ones, that look like ours."""

import unicodedata

_TWINS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "ABESIJKMHOPCTYXABEZHIKMNOPTYX",
)


def looks_like(sign: str) -> str:
    """The letter or figure of ours that a sign is taken for; itself when it is none’s twin."""
    folded = unicodedata.normalize("NFKC", sign).upper().translate(_TWINS)
    return folded if folded.isascii() and folded.isalnum() and len(folded) == 1 else sign
