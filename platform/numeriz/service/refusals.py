"""What the role somebody acts in does not allow."""

from tenants.errors import Failure


class Refused(Failure):
    """The role acted in does not allow it."""

    status = 403
