"""What a key does now and what comes next, in French."""

from datetime import datetime

from rules.texts.clockwise import long_date
from tenants.keys.ring import AHEAD, Key


def state_of(key: Key, now: datetime) -> str:
    """« Signe depuis 12 jours, jusqu’au 30 novembre 2027 ; la suivante sera publiée le 31 octobre 2027 »."""
    if key.withdrawn_at is not None:
        return f"Retirée le {_day(key.withdrawn_at)}"
    if now < key.signs_from:
        return f"Publiée, signera à partir du {_day(key.signs_from)}"
    if now >= key.expires_at:
        return f"N’est plus crue depuis le {_day(key.expires_at)}"
    if now >= key.signs_until:
        return f"Ne signe plus, crue jusqu’au {_day(key.expires_at)}"
    days = (now - key.signs_from).days
    since = f"depuis {days} jour{'s' if days > 1 else ''}" if days else "depuis aujourd’hui"
    following = key.signs_until - AHEAD
    then = f"\u00a0; la suivante sera publiée le {_day(following)}" if now < following else ""
    return f"Signe {since}, jusqu’au {_day(key.signs_until)}{then}"


def _day(at: datetime) -> str:
    return long_date(at.date())
