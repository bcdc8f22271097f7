"""The pages and doors of accounts."""

from litestar import Response, Router

from accounts.web import entering, keeping, links, mailbox, outside, privacy
from accounts.web.asking import Asked
from accounts.web.federations import FederationPages, OfferPages
from accounts.web.fleet import FleetPages
from accounts.web.forms import refused, require_bound
from accounts.web.lists import ListPages
from accounts.web.organisation import InvitationPages, OrganisationPages
from accounts.web.programs import OrganisationProgramPages, TerritoryProgramPages
from accounts.web.provider import provider_doors
from accounts.web.sources import SourcePages, TerritorySourcePages
from accounts.web.territory import PeoplePages
from accounts.web.vehicles import VehicleController
from tenants.errors import Failure


def _on_failure(request: Asked, failure: Failure) -> Response[str]:
    return refused(request, failure)


ROUTERS = (
    VehicleController,
    Router(
        path="/",
        route_handlers=[
            *(OrganisationPages, InvitationPages, SourcePages, OrganisationProgramPages),
            *(FleetPages, ListPages, FederationPages, OfferPages),
            *(PeoplePages, TerritorySourcePages, TerritoryProgramPages),
        ],
        before_request=require_bound,
    ),
    Router(path="/", route_handlers=provider_doors, opt={"access": "public"}),
    Router(
        path="/",
        route_handlers=[*entering.handlers, *outside.handlers, *mailbox.handlers],
        opt={"access": "public"},
        include_in_schema=False,
        exception_handlers={Failure: _on_failure},
    ),
    Router(
        path="/",
        route_handlers=[*keeping.handlers, *links.handlers, *privacy.handlers],
        opt={"access": "signed"},
        include_in_schema=False,
        exception_handlers={Failure: _on_failure},
    ),
)
"""Mounted by the front door."""
