"""Public files that may lie beside the checkout, in `../shared/data`: what checks more where they are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def find_beside(name: str) -> Path | None:
    """A file or folder of `shared/data` in the nearest folder above that has it."""
    return next((path for above in ROOT.parents if (path := above / "shared/data" / name).exists()), None)
