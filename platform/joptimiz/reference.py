"""Fetches what opening a territory stands on, while there is a network: `python -m joptimiz.reference`."""

import sys

from tenants.errors import Unavailable
from tenants.opening.reference import Reference
from tenants.settings import Settings

ANY = ("75056",)
"""One commune: asking for its outline fetches them all."""


def main() -> int:
    """Fetch what is missing, and say what could not be; it is asked for again at its first need."""
    reference = Reference(Settings.of().data)
    try:
        _ = reference.table
        reference.outlines(ANY)
    except Unavailable as missing:
        sys.stdout.write(f"Note : {missing.title} Ouvrir un territoire les redemandera. {missing.detail}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
