"""What ends with a territory: roles, invitations, the provider it signed in by, its programs."""

from asyncpg import Connection

from tenants.facts import Fact, hears


async def _end(connection: Connection, fact: Fact) -> None:
    """End all that people and programs had there; what the territory itself owned is gone already."""
    # Rows of `role_held` and `oidc_client` only move through a door, which is shut again behind us.
    door = f"facts: closing of {fact.territory}"
    await connection.execute("SELECT set_config('app.door', $1, true)", door)
    await connection.execute(
        "UPDATE role_held SET ended_at = $2 WHERE territory = $1 AND ended_at IS NULL", fact.territory, fact.said_at
    )
    await connection.execute(
        "UPDATE invitation SET withdrawn_at = $2 WHERE territory = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL",
        fact.territory, fact.said_at,
    )  # fmt: skip
    await connection.execute(
        "UPDATE session SET ended_at = $2, id_token = NULL WHERE ended_at IS NULL"
        " AND source IN (SELECT id FROM outside_source WHERE territory = $1)",
        fact.territory, fact.said_at,
    )  # fmt: skip
    await connection.execute(
        "UPDATE outside_source SET removed_at = $2, secret = '' WHERE territory = $1 AND removed_at IS NULL",
        fact.territory, fact.said_at,
    )  # fmt: skip
    await connection.execute("DELETE FROM oidc_client WHERE territory = $1", fact.territory)
    await connection.execute("SELECT set_config('app.door', '', true)")


END_WITH_TERRITORY = hears("accounts.territory_closed", "territory.closed")(_end)
"""Hears that a territory is closed."""
