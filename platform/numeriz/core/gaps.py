"""What the order and the ground do not say alike, bay by bay."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from numeriz.core.bay import Bay
from numeriz.core.hours import Schedule, words
from rules.texts.typography import typeset

type Kind = Literal["stay", "hours", "no_order", "sign", "marking", "unsaid", "approximate"]
KINDS: Mapping[Kind, str] = {
    "stay": "Durée de l’arrêté et du panneau", "hours": "Horaires de l’arrêté et du panneau",
    "no_order": "Sans arrêté", "sign": "Panneau", "marking": "Marquage", "unsaid": "Règle inconnue",
    "approximate": "Position approximative",
}  # fmt: skip
"""From the gravest."""


@dataclass(frozen=True, slots=True)
class Law:
    """What the orders limit at a bay: the minutes of a stay, and when."""

    stay_min: int
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to settle at a bay; `mend` says how."""

    bay: Bay
    kind: Kind
    said: str
    mend: str


def gaps_of(bay: Bay, law: Law | None) -> Iterator[Gap]:
    """All of them."""
    for kind, said, mend in (*_of_law(bay, law), *_of_ground(bay)):
        yield Gap(bay, kind, typeset(said), mend)


def _of_law(bay: Bay, law: Law | None) -> Iterator[tuple[Kind, str, str]]:
    if law is None:
        if bay.order_present is not True:
            yield (
                "no_order",
                "Aucune règle publiée n’y limite l’arrêt.",
                "Ajoutez la règle, ou dites quel arrêté la crée.",
            )
        if bay.stay_max_min is None or bay.schedule is None:
            lacking = "la durée" if bay.schedule is not None else "les horaires"
            lacking = "la durée et les horaires" if bay.stay_max_min is None and bay.schedule is None else lacking
            yield "unsaid", f"Ni l’arrêté ni l’inventaire ne disent {lacking}.", "Relevez-les sur le panneau."
        return
    if bay.stay_max_min is not None and bay.stay_max_min != law.stay_min:
        said = f"L’arrêté donne {law.stay_min} min, le panneau {bay.stay_max_min} min."
        yield "stay", said, "L’arrêté l’emporte : changez le panneau, ou l’arrêté."
    if bay.schedule is not None and bay.schedule.week != law.schedule.week:
        said = f"L’arrêté : {words(Schedule(law.schedule.week))}. Le panneau : {words(bay.schedule)}."
        yield "hours", said, "L’arrêté l’emporte : changez le panneau, ou l’arrêté."


def _of_ground(bay: Bay) -> Iterator[tuple[Kind, str, str]]:
    if bay.sign == "absent":
        yield "sign", "Aucun panneau : la règle ne peut pas être opposée.", "Posez-le."
    elif bay.sign == "worn":
        yield "sign", "Le panneau est dégradé.", "Remplacez-le."
    if bay.marking == "absent":
        yield "marking", "Aucun marquage au sol.", "Tracez-le."
    elif bay.marking == "worn" or bay.marking_conform is False:
        yield "marking", "Le marquage est dégradé, ou non conforme.", "Reprenez-le."
    if bay.approximate:
        yield "approximate", "Sa position vient d’un texte, pas d’un relevé.", "Placez-la sur la carte, puis décochez."
