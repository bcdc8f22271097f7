"""What changes between two rulebooks, in French."""

from collections.abc import Sequence

from rules.model import Verdict
from rules.texts.answers import VERDICTS
from rules.texts.clockwise import listed, weekdays, windows
from rules.texts.typography import typeset

EVERYONE = "tous les véhicules"
ALWAYS = "à toute heure"
NOTHING = "Aucun verdict ne change."


def holding(names: Sequence[str]) -> str:
    """« avec la dérogation artisan ou le droit de riverain »."""
    return f"avec {listed(names, 'ou')}"


def without(names: Sequence[str]) -> str:
    """« sans la dérogation artisan ni le droit de riverain »; many are counted rather than named."""
    if len(names) > 3:
        return f"sans aucune de {len(names)} dérogations"
    return f"sans {listed(names, 'ni')}"


def hours(days: Sequence[int], pairs: Sequence[tuple[int, int]]) -> str:
    """« de 6 h à 11 h, du lundi au vendredi »."""
    return ", ".join(part for part in (windows(pairs), weekdays(days)) if part) or ALWAYS


def change(zone: str, who: str, when: str, before: Verdict, after: Verdict) -> str:
    """« Centre : plus de 3,5 t, de 6 h à 11 h, du lundi au vendredi : autorisé → interdit. »."""
    verdicts = f"{VERDICTS[before].lower()} → {VERDICTS[after].lower()}"
    return typeset("{} : {}, {} : {}.").format(zone, who, when, verdicts)
