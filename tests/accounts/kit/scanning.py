"""Whether a word is anywhere in the database."""

import asyncpg

from tenants.migrate import Addresses


async def assert_nowhere(database: Addresses, *words: str) -> None:
    """No row of any table holds one of these words, in text, JSON or bytes."""
    connection = await asyncpg.connect(database.superuser.replace("/postgres?", "/joptimiz?"))
    try:
        tables = await connection.fetch(
            "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        assert len(tables) > 20
        for row in tables:
            for word in words:
                found = await connection.fetch(
                    f"SELECT t::text AS row FROM {row['name']} t WHERE t::text ILIKE '%' || $1 || '%'"
                    " OR t::text ILIKE '%' || encode($1::text::bytea, 'hex') || '%'", word,
                )  # fmt: skip
                assert [each["row"] for each in found] == [], row["name"]
    finally:
        await connection.close()
