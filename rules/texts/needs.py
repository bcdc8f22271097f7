"""What a decision lacks, named in French, with its article."""

from rules.bundle import Bundle
from rules.vocabulary import NEED_LABELS


def need_label(need: str, bundle: Bundle | None = None) -> str:
    """« la vignette Crit’Air »; a set of days by its own name: « les dates des vacances scolaires »."""
    if bundle is not None and need not in NEED_LABELS and need in bundle.days:
        return f"les dates des {bundle.days[need].name}"
    return NEED_LABELS.get(need, need)
