"""What the sweep walks through."""

from typing import NamedTuple

import httpx
from desks import Post
from litestar import Litestar
from worlds import Tenant


class House(NamedTuple):
    """The application, its mail, a browser that keeps no cookie, and the two tenants."""

    app: Litestar
    post: Post
    client: httpx.AsyncClient
    target: Tenant
    other: Tenant
