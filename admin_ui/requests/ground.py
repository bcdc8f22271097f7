"""What the desk of carriers stands on."""

from collections.abc import Mapping
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

from accounts.core.roles import CARRIER_ROLES, FLEET_KEEPERS
from accounts.web.asking import Asked
from accounts.web.pages import now_of
from cirqliz.needs import Sealing
from cirqliz.service.derogations import Derogations
from tenants.snapshot import Snapshot

KEEPING: Mapping[str, object] = {"access": "signed", "roles": FLEET_KEEPERS}
HOLDING: Mapping[str, object] = {"access": "signed", "roles": CARRIER_ROLES}
HOME = "/derogations"
PARIS = ZoneInfo("Europe/Paris")


def derogations_of(request: Asked) -> Derogations:
    """The room behind these pages."""
    return cast("Derogations", request.app.state["derogations"])


def sealing_of(request: Asked) -> Sealing:
    """What seals documents."""
    return cast("Sealing", request.app.state["sealing"])


def snapshot_of(request: Asked) -> Snapshot:
    """The rulebooks in force."""
    return derogations_of(request).current()


def day_of(request: Asked) -> date:
    """Today, in France."""
    return now_of(request).astimezone(PARIS).date()


def names_of(request: Asked) -> Mapping[str, str]:
    """The territories that have published, by slug."""
    return {slug: book.bundle.territory.name for slug, book in snapshot_of(request).rulebooks.items()}
