"""The list of all keys, signed by the platform: whom to believe about what territories sign."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from asyncpg import Connection

from rules.canonical import Tree, canonical
from rules.clock import seconds
from tenants.keys.curve import Pair
from tenants.keys.ring import Key

TYPE = "joptimiz/keys@1"
LASTS = timedelta(days=7)
"""How long a list is believed."""
RENEWED = timedelta(days=1)
"""A list is signed anew at that age, and whenever a key is made, turned or withdrawn."""


async def find_list(connection: Connection, now: datetime) -> bytes | None:
    """The last signed list, if it tells of every key as it stands and is young."""
    found = await connection.fetchval(
        "SELECT body FROM key_list WHERE sequence = (SELECT max(sequence) FROM key_list) AND issued_at > $1"
        " AND covers = (SELECT coalesce(sum(revision), 0) FROM public_key)"
        " AND EXISTS (SELECT 1 FROM platform_secret)",
        now - RENEWED,
    )
    return None if found is None else found.encode()


async def sign_list(connection: Connection, keys: Iterable[Key], pair: Pair, now: datetime) -> bytes:
    """Sign the list of these keys, and keep it; older ones go."""
    covers, sequence = await connection.fetchrow(
        "SELECT (SELECT coalesce(sum(revision), 0)::bigint FROM public_key),"
        " (SELECT coalesce(max(sequence), 0) + 1 FROM key_list)"
    )
    told = {
        "type": TYPE,
        "sequence": sequence,
        "issued": seconds(now),
        "expires": seconds(now + LASTS),
        "keys": [key_out(key) for key in keys if key.is_listed(now)],
    }
    body = canonical({"alg": "ES256", "kid": pair.kid, "list": told, "sig": pair.sign(canonical(told))})
    await connection.execute(
        "INSERT INTO key_list (sequence, covers, body, issued_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        sequence, covers, body.decode(), now, now + LASTS,
    )  # fmt: skip
    await connection.execute("DELETE FROM key_list WHERE sequence < $1", sequence)
    return body


def key_out(key: Key) -> dict[str, Tree]:
    """A key as the list writes it; one without territory is the platform’s."""
    told: dict[str, Tree] = {
        "kid": key.kid,
        "x": key.x,
        "y": key.y,
        "nbf": seconds(key.signs_from),
        "until": seconds(key.signs_until),
        "exp": seconds(key.expires_at),
    }
    return told if key.territory is None else {**told, "territory": key.territory}
