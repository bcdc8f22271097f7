"""What a driver is told of a disc, in one or two short sentences."""

from datetime import datetime
from zoneinfo import ZoneInfo

from numeriz.core.stay import Phase, Span
from rules.texts.clockwise import day_of_year, hour
from rules.texts.typography import NO_BREAK

FULL = "L’aire était déjà complète\u00a0: votre arrêt est gardé, sans place."


def hour_of(at: datetime, now: datetime, clock: ZoneInfo) -> str:
    """« 10 h 30 », with the day where it is another."""
    there, here = at.astimezone(clock), now.astimezone(clock)
    said = hour(there.hour * 60 + there.minute)
    return said if there.date() == here.date() else f"{said} le {day_of_year(there.date())}"


def sentence_of(span: Span, now: datetime, clock: ZoneInfo, *, excess: bool = False, ended_by: str = "") -> str:
    """What this disc says now."""
    said = _said(span, span.phase(now), now, clock, ended_by)
    return f"{FULL} {said}" if excess and span.ended_at is None else said


def _said(span: Span, phase: Phase, now: datetime, clock: ZoneInfo, ended_by: str) -> str:
    due = hour_of(span.due_at, now, clock) if span.due_at else ""
    if phase == "ended":
        return _ended(span, now, clock, ended_by)
    if phase == "waiting" and span.regulated_from:
        start = hour_of(span.regulated_from, now, clock)
        return f"Stationnement libre jusqu’à {start}." + (f" Ensuite, partez avant {due}." if due else "")
    left = max(1, round((span.due_at - now).total_seconds() / 60)) if span.due_at else 0
    told = {
        "held": f"Place retenue jusqu’à {due}. Posez votre disque en arrivant.",
        "over": f"Temps dépassé depuis {due}. Libérez la place.",
        "ending": f"Plus que {left}{NO_BREAK}min\u00a0: partez avant {due}.",
        "running": f"Disque posé. Partez avant {due}.",
    }
    return told[phase] if due else "Disque posé. Rien ne dit ici combien de temps\u00a0: lisez le panneau."


def _ended(span: Span, now: datetime, clock: ZoneInfo, ended_by: str) -> str:
    at = hour_of(span.ended_at or span.ends_at, now, clock)
    if ended_by == "closed":
        return "L’aire a fermé\u00a0: votre place n’est plus retenue."
    if span.held or ended_by in ("lapsed", "taken"):
        return "Votre disque a pris cette place." if ended_by == "taken" else f"Place rendue à {at}."
    if ended_by == "driver":
        return f"Départ à {at}. Merci, la place est libre."
    if ended_by == "moved":
        return f"Terminé à {at}\u00a0: ce véhicule a un nouveau disque."
    return f"Terminé de lui-même à {at}."
