"""Local identity over the real database."""

from pathlib import Path
from uuid import uuid4

import pytest
from desks import SOURCES, Clock, Desk, Post

from accounts.service.hashing import Hasher
from accounts.service.identity import Asker, Identity
from accounts.service.sealing import Seal
from accounts.service.secret import Secret
from tenants.migrate import Addresses


@pytest.fixture(scope="session")
def hasher() -> Hasher:
    """One for all: it holds nothing but its cost."""
    return Hasher()


@pytest.fixture
async def desk(database: Addresses, hasher: Hasher, tmp_path: Path) -> Desk:
    """A new address, a new network, an empty post."""
    post, clock = Post(), Clock()
    asker = Asker(f"203.0.113.{next(SOURCES)}", "Firefox, Linux", "http://localhost:8000")
    return Desk(
        Identity(hasher, Seal(Secret(None, tmp_path)), post, clock), post, clock, asker, f"{uuid4()}@example.org"
    )
