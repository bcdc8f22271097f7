"""Who asks the desk of rules, and what it has at hand."""

from typing import cast

from accounts.web.asking import Asked, get_signed
from tenants.drafts.differing import Later
from tenants.drafts.rights import scope_of
from tenants.who import RoleName, Who


def who_of(request: Asked, slug: str, roles: tuple[RoleName, ...]) -> Who:
    """Somebody who acts in one of these roles for this territory; raises `Refused`, or `NotFound` for another one."""
    who = get_signed(request).who
    scope_of(who, roles, slug)
    return who


def later_of(request: Asked) -> Later:
    """What has differences worked out by a worker."""
    return cast("Later", request.app.state["later"])
