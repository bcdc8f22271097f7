"""A vault for tests, and territories whose versions are signed."""

from datetime import UTC, datetime
from hashlib import sha256

from drafting import RULES, SHAPE, rules, territory

from rules.model import Source
from tenants.keys import Signing
from tenants.keys.vault import Vault
from tenants.opinion import Opinion
from tenants.registry import publish

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SIGNING = Signing(Vault(lambda purpose: sha256(f"secret of the tests {purpose}".encode()).digest()))


async def publish_some(slug: str, base: int = 0) -> bytes:
    """Publish the next version of a territory; its bytes."""
    sources = [territory(slug), Source(RULES, rules(*map(str, range(1, base + 2))))]
    shapes = {"zones/centre.geojson": SHAPE}
    book = await publish(slug, sources, shapes, base=base, by="test", at=NOW, second=lambda _b, _d: Opinion(0))
    return book.bundle.canonical
