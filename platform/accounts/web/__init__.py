"""The room's doors over HTTP; the front door mounts `HANDLERS`."""

from accounts.web.fleet import FleetPages
from accounts.web.lists import ListPages
from accounts.web.organisation import InvitationPages, OrganisationPages
from accounts.web.vehicles import VehicleController

HANDLERS = (OrganisationPages, InvitationPages, FleetPages, ListPages, VehicleController)
