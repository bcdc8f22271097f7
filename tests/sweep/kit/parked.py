"""What a tenant keeps of bays and discs: a bay, which is public; the disc of one of its vans, a hold, a report."""

import random
from typing import TYPE_CHECKING
from uuid import uuid4

from numeriz.core.stay import Limits, Told
from numeriz.service.asked import Set
from numeriz.service.grounds import Ground
from numeriz.service.kept import print_of
from numeriz.service.reports import Report
from numeriz.service.stays import Stays
from tenants.database import Scope, scoped

if TYPE_CHECKING:
    from worlds import Tenant


async def fill_discs(tenant: "Tenant") -> None:
    """Set by a phone whose secret nobody else has; its plate is a secret of the tenant."""
    bay, phone = uuid4(), print_of(uuid4().bytes * 2)
    plate = f"ZB{random.randrange(100, 1000)}YD"
    tenant.secrets |= {plate, f"{plate[:2]}-{plate[2:5]}-{plate[5:]}", phone.hex()}
    async with scoped(Scope(tenant.slug, role="admin")) as connection:
        await connection.execute(
            "INSERT INTO bay (territory, id, code, reference, name, lon, lat, places, published_at, updated_at)"
            " VALUES ($1, $2, 'AAAAA', 'A-1', 'Rue des Essais', 7.05, 43.05, 3, $3, $3)",
            tenant.slug, bay, tenant.now,
        )  # fmt: skip
        taken = uuid4()
        await connection.execute(
            "INSERT INTO bay_import (territory, id, at, by, new, changed, same, left_out)"
            " VALUES ($1, $2, $3, $4, 1, 0, 0, 0)",
            tenant.slug, taken, tenant.now, tenant.people["admin"].who.person,
        )  # fmt: skip
    stays = Stays(lambda: tenant.now, _limits)
    carrier, told = tenant.organisations["carrier"], Told(tenant.now, 0)
    disc = Set(uuid4(), tenant.slug, told, "sign", bay, plate=plate, country="FR", carrier=carrier)
    hold = Set(uuid4(), tenant.slug, told, "map", bay, plate=plate, country="FR", carrier=carrier)
    await stays.hold(phone, hold)
    await stays.set(print_of(uuid4().bytes * 2), disc)
    await stays.report(phone, Report(uuid4(), tenant.slug, bay, "full", told))
    tenant.ids |= {"bay": str(bay), "taken": str(taken), "stay": str(disc.id), "hold": str(hold.id)}


async def _limits(_ground: Ground, _facts: object, _at: object) -> Limits:
    return Limits("conditional", 30, hold_min=10, source="rule")
