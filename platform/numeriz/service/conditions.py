"""What a bay allows to this vehicle at this instant."""

from collections.abc import Sequence
from datetime import datetime

from numeriz.core.bay import Bay
from numeriz.core.conditions import Conditions, compose, horizon
from numeriz.service.standing import Bays
from rules.model import Facts, Profile, Right
from tenants.answers import heard_at
from tenants.stretches import list_stretches


def find_conditions(
    on: Bays, territory: str, bay: Bay, vehicle_facts: Facts, at: datetime, *, rights: Sequence[Right] = ()
) -> Conditions:
    """The conditions of a bay of a territory; a delivery is asked about, unless the facts say another activity.

    Raises NotFound where the territory has published nothing, Invalid for an instant out of range.
    """
    snapshot = on.current()
    zone = on.zone_of(territory)
    profile = Profile({"activity": "delivery", **vehicle_facts}, rights)
    heard = heard_at(snapshot, bay.lon, bay.lat)
    stretches = list_stretches(snapshot, profile, heard, *horizon(at, zone))
    return compose(bay, stretches, on.holidays_of(territory), zone, at)
