"""How often something may be tried: so many times freely, then after pauses that double."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` tries, then a first pause that doubles up to the longest; all is forgotten `memory` after the last try."""

    name: str
    free: int
    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(minutes=15)
    memory: timedelta = timedelta(hours=1)


SIGN_IN = Limit("sign-in", free=5)
SIGN_IN_SOURCE = Limit("sign-in-source", free=40)
CODE = Limit("code", free=5)
CONFIRM = Limit("confirm", free=10)
MAIL = Limit("mail", free=3, first=timedelta(minutes=2), longest=timedelta(hours=1), memory=timedelta(hours=3))
MAIL_SOURCE = Limit("mail-source", free=15, first=timedelta(minutes=1), longest=timedelta(hours=1))
CHALLENGE_SOURCE = Limit("challenge-source", free=120)
CALLS = Limit("calls", free=600, first=timedelta(minutes=1), longest=timedelta(minutes=1), memory=timedelta(minutes=2))
"""What one client may ask of our own interface in one minute."""
OUTSIDE_SOURCE = Limit("outside-source", free=600)
"""Whole town halls come from one address, in the same quarter of an hour."""

COMPARISONS = Limit("comparisons", free=300, first=timedelta(minutes=1), memory=timedelta(minutes=10))
"""Pages that say what changed from one version to another: each costs more than any other page for everybody."""

SCANS = Limit("scans", free=300, first=timedelta(seconds=5), longest=timedelta(minutes=1), memory=timedelta(minutes=10))
"""Passes read from one network: several officers may share it, and nobody guesses a code."""

LISTS = Limit("lists", free=600, first=timedelta(seconds=5), longest=timedelta(minutes=1), memory=timedelta(minutes=10))
"""Lists of statuses, and counts of derogations, taken from one network: each is read anew from the database."""
ASKS = Limit("asks", free=200)
"""Forms that one carrier asks with: a fleet of five hundred in sixty territories takes sixty."""
REISSUES = Limit("reissues", free=50, first=timedelta(minutes=5), longest=timedelta(hours=1), memory=timedelta(days=1))
"""Passes that one carrier has made again: a few sheets are lost in a day, not a whole list of places."""


def network_of(source: str) -> str:
    """What a source is counted under: an IPv4 address, or the /64 of an IPv6 one, which one subscriber holds whole."""
    try:
        address = ipaddress.ip_address(source)
    except ValueError:
        return source
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
