"""A name as people write it, as files and rules spell it."""

import re
import unicodedata


def slug_of(name: str) -> str:
    """« Vieille ville » as « vieille-ville »; empty when nothing of it can be spelt."""
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("’", "-"))
    plain = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
