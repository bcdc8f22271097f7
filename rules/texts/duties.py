"""What a visit is asked for, in French."""

from collections.abc import Mapping

from rules.model import Duty
from rules.texts.typography import typeset

_DUTIES: Mapping[str, str] = {
    "pass": "Laissez-passer à présenter.",
    "booking": "Créneau à réserver.",
    "declaration": "Passage à déclarer.",
    "disc": "Disque de stationnement à apposer.",
    "stay_min": "Arrêt de {amount} min au plus.",
    "speed_kmh": "Vitesse limitée à {amount} km/h.",
    "visits_per_day": "{amount} passage(s) par jour au plus.",
}


def duty_message(duty: Duty) -> str:
    """« Arrêt de 30 min au plus. »."""
    return typeset(_DUTIES[duty.kind].format(amount=duty.amount))
