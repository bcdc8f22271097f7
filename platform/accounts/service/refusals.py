"""What somebody signed in may not do."""

from tenants.errors import Failure


class Refused(Failure):
    """The role acted in does not allow it."""

    status = 403
