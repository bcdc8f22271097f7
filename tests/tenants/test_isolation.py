"""Tenants cannot see each other, by the database's own rules."""

import asyncio
import uuid

import asyncpg
import pytest
from piccolo.engine.exceptions import TransactionError

from joptimiz.owners import OWNERS
from tenants.database import DB, NOBODY, Scope, scoped
from tenants.migrate import RUNTIME, Addresses
from tenants.owned import privileges_of
from tenants.tables import Rulebook, Territory

ALPHA, BETA = Scope(territory="alpha"), Scope(territory="beta")
TERRITORY_OWNED = tuple(table for owner in OWNERS for table in owner.territory)
CARRIER_OWNED = tuple(table for owner in OWNERS for table in owner.carrier)
SHARED = tuple(table for owner in OWNERS for table in owner.shared)
FROZEN = {table._meta.tablename for table in (*TERRITORY_OWNED, *SHARED)} - {
    "audit_link", "fact_cursor", "fact_set_aside", "draft_difference", "territory_export",
}  # fmt: skip
"""Tables where nothing is written while a territory closes: the others go on by themselves."""
NATIONAL = tuple(table for owner in OWNERS for table in owner.national)


def own_rows(owner: str) -> str:
    """The policy of an owned table, as PostgreSQL writes it."""
    return f"(({owner})::text = NULLIF(current_setting('app.{owner}'::text, true), ''::text))"


OF_TERRITORY = (
    f"{own_rows('territory')} AND (COALESCE(current_setting('app.carrier'::text, true), ''::text) = ''::text)"
)
SHARED_ROWS = f"(({OF_TERRITORY}) OR {own_rows('carrier')})"
"""The policy of a shared table: a transaction that names a carrier reads as that carrier alone."""
CLIENT = (
    "id, name, kind, secret_hash, redirect_uris, post_logout_uris, back_channel_uri, scopes, id_token_alg,"
    " userinfo_alg, organisation, territory, created_at, former_hash, former_until"
)
"""What of a client leaves a trace when it changes: all but when it was last used."""
INSERT = (
    "INSERT INTO rulebook (territory, id, number, sources, geometries, bundle, sha256, published_at, published_by)"
    " VALUES ($1, gen_random_uuid(), $2, '[]', '{}', $3, '', now(), 'test')"
)


@pytest.fixture(scope="module")
async def tenants(database: Addresses) -> Addresses:
    """Two territories, each with one rulebook that names it."""
    for slug in ("alpha", "beta"):
        async with scoped(Scope(territory=slug, door="test")) as connection:
            await connection.execute(
                "INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris') ON CONFLICT DO NOTHING",
                slug,
            )
            await connection.execute(f"{INSERT} ON CONFLICT DO NOTHING", slug, 1, f"secret of {slug}")
    return database


async def test_each_sees_its_own(tenants: Addresses) -> None:
    """A territory reads its rows and no other's, through Piccolo and through raw SQL."""
    async with scoped(ALPHA) as connection:
        assert await connection.fetch("SELECT bundle FROM rulebook") == [("secret of alpha",)]
        assert [row["bundle"] for row in await Rulebook.select()] == ["secret of alpha"]
        assert await connection.fetch("SELECT 1 FROM rulebook WHERE territory = 'beta'") == []


async def test_no_tenant_no_rows(tenants: Addresses) -> None:
    """Without a territory an owned table is empty, while the directory stays readable."""
    async with scoped(NOBODY) as connection:
        for table in (*TERRITORY_OWNED, *CARRIER_OWNED, *SHARED):
            assert await connection.fetch(f"SELECT * FROM {table._meta.tablename}") == []
        assert {row["slug"] for row in await Territory.select(Territory.slug)} >= {"alpha", "beta"}


async def test_nobody_writes_for_another(tenants: Addresses) -> None:
    """An insert under another owner is refused by the policy."""
    for scope in (ALPHA, NOBODY):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scoped(scope) as connection:
                await connection.execute(INSERT, "beta", 2, "")


async def test_the_directory_is_written_through_its_door(tenants: Addresses) -> None:
    """A national row changes only when the transaction says why, and the change leaves a trace."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scoped(ALPHA) as connection:
            await connection.execute("UPDATE territory SET name = 'x' WHERE slug = 'alpha'")
    door = f"door of {uuid.uuid4()}"
    async with scoped(Scope(door=door)) as connection:
        await connection.execute("UPDATE territory SET name = 'Alpha' WHERE slug = 'alpha'")
        trace = await connection.fetchrow("SELECT before, after FROM national_audit WHERE door = $1", door)
    assert '"name": "Alpha"' in trace["after"]


async def test_the_trace_cannot_be_led_astray(tenants: Addresses) -> None:
    """A temporary table of the same name, which PostgreSQL would look at first, does not swallow the trace."""
    door = f"door of {uuid.uuid4()}"
    connection = await asyncpg.connect(tenants.runtime)
    await connection.execute("CREATE TEMP TABLE national_audit (LIKE public.national_audit)")
    await connection.execute("GRANT ALL ON pg_temp.national_audit TO PUBLIC")
    await connection.execute("SELECT set_config('app.door', $1, false)", door)
    await connection.execute("UPDATE territory SET name = 'Alpha' WHERE slug = 'alpha'")
    assert await connection.fetchval("SELECT count(*) FROM public.national_audit WHERE door = $1", door) == 1
    await connection.close()


async def test_published_versions_never_move(tenants: Addresses) -> None:
    """Not even the owner of the tables changes or deletes a published version."""
    connection = await asyncpg.connect(tenants.owner)
    await connection.execute("SELECT set_config('app.territory', 'alpha', false)")
    for statement in ("UPDATE rulebook SET bundle = ''", "DELETE FROM rulebook"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never change"):
            await connection.execute(statement)
    await connection.close()


async def test_scope_ends_with_its_transaction(tenants: Addresses) -> None:
    """The next transaction on the same connection starts without a tenant."""
    async with scoped(ALPHA):
        pass
    async with scoped(NOBODY) as connection:
        assert await connection.fetchval("SELECT NULLIF(current_setting('app.territory', true), '')") is None


async def test_interleaved_transactions_never_mix(tenants: Addresses) -> None:
    """200 concurrent transactions of two tenants on four connections each see their own row."""

    async def one(scope: Scope) -> bool:
        async with scoped(scope) as connection:
            rows = await connection.fetch("SELECT territory FROM rulebook")
            await asyncio.sleep(0)
            return {row["territory"] for row in rows} == {scope.territory}

    assert all(await asyncio.gather(*(one((ALPHA, BETA)[i % 2]) for i in range(200))))


async def test_queries_outside_a_scope_are_refused(tenants: Addresses) -> None:
    """Neither a bare query nor another scope within a scope reaches the database."""
    with pytest.raises(TransactionError):
        await Rulebook.select()
    with pytest.raises(TransactionError):
        async with scoped(ALPHA), scoped(BETA):
            pass


async def test_the_pool_survives_failed_commits_and_killed_backends(tenants: Addresses) -> None:
    """More failures than connections, then the pool still serves."""
    for _ in range(6):
        with pytest.raises(asyncpg.PostgresError):
            async with scoped(ALPHA) as connection:
                await connection.execute("SELECT 1/0")
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            async with scoped(ALPHA) as connection:
                await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert DB.pool is not None
    async with asyncio.timeout(5), scoped(ALPHA) as connection:
        assert await connection.fetchval("SELECT count(*) FROM rulebook") == 1


def policy_is_right(policies: list[asyncpg.Record], owner: str, table: str, *, shared: bool) -> None:
    """One policy, read as its class says; a written row may have to meet more: which role writes it."""
    reads = SHARED_ROWS if shared else own_rows(owner)
    assert [policy["qual"] for policy in policies] == [reads], table
    check = policies[0]["with_check"]
    if shared:
        assert check.startswith(f"(({OF_TERRITORY} AND "), table
        assert f" OR ({own_rows('carrier')} AND " in check, table
    else:
        assert check == reads or check.startswith(f"({reads} AND "), table


async def test_catalogue(tenants: Addresses) -> None:
    """Every table is declared; an owned one forces its policy and begins each key with its owner; grants are few."""
    connection = await asyncpg.connect(tenants.superuser.replace("/postgres?", "/joptimiz?"))
    tables = {
        row["tablename"]
        for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    }
    owned = {table._meta.tablename: "territory" for table in TERRITORY_OWNED}
    owned |= {table._meta.tablename: "carrier" for table in CARRIER_OWNED}
    shared = {table._meta.tablename for table in SHARED}
    owned |= dict.fromkeys(shared, "territory")
    national = {table._meta.tablename for table in NATIONAL}
    assert tables == owned.keys() | national | {"migration"}
    for table, owner in owned.items():
        flags = await connection.fetchrow(
            "SELECT relrowsecurity AS on, relforcerowsecurity AS forced FROM pg_class WHERE relname = $1",
            table,
        )
        assert tuple(flags) == (True, True), table
        policies = await connection.fetch(
            "SELECT qual, with_check FROM pg_policies WHERE tablename = $1 AND permissive = 'PERMISSIVE'", table
        )
        policy_is_right(policies, owner, table, shared=table in shared)
        firsts = await connection.fetch(
            "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
            " WHERE i.indrelid = $1::regclass", table,
        )  # fmt: skip
        # What a carrier reads of its own over all territories has an index of its own.
        assert {owner} <= {row["attname"] for row in firsts} <= ({owner, "carrier"} if table in shared else {owner})
        foreign = "SELECT count(*) FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'f'"
        assert await connection.fetchval(foreign, table) >= 1, table
    role = await connection.fetchrow("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = $1", RUNTIME)
    assert tuple(role) == (False, False)
    granted = await connection.fetch(
        "SELECT CASE table_schema WHEN 'public' THEN '' ELSE table_schema || '.' END || table_name AS table_name,"
        " string_agg(privilege_type, ', ' ORDER BY privilege_type) AS what"
        " FROM information_schema.role_table_grants WHERE grantee = $1 GROUP BY 1", RUNTIME,
    )  # fmt: skip
    declared = {table: ", ".join(sorted(what.split(", "))) for table, what in privileges_of(OWNERS).items()}
    assert {row["table_name"]: row["what"] for row in granted} == declared
    await connection.close()


async def test_only_jobs_stand_apart(tenants: Addresses) -> None:
    """The queue of all owners has a schema of its own, and the runtime role makes nothing anywhere."""
    connection = await asyncpg.connect(tenants.runtime)
    schemas = await connection.fetch(
        "SELECT nspname, has_schema_privilege(current_user, oid, 'CREATE') AS makes FROM pg_namespace"
        " WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1"
    )
    assert [tuple(row) for row in schemas] == [("dramatiq", False), ("public", False)]
    await connection.close()


HANDS, NOTE = "refuse_change_of_hands()", "note_change_of_derogation()"
SHARED_TABLES = (
    "request", "request_message", "deposit", "request_deposit", "derogation", "derogation_day", "derogation_notice",
    "pass", "pass_phone", "hearing", "hearing_answer", "stay",
)  # fmt: skip


async def test_what_is_written_once_stays(tenants: Addresses) -> None:
    """Traces never change, not even for the owner of the tables; a number and a zone name are given once."""
    connection = await asyncpg.connect(tenants.owner)
    triggers = await connection.fetch(
        "SELECT tgname, pg_get_triggerdef(oid) AS said FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    )
    each = "FOR EACH ROW EXECUTE FUNCTION"
    discreet = {"person", "organisation", "role_held", "membership"}
    # PostgreSQL quotes `overlay`, which is also the name of one of its functions.
    assert {row["tgname"]: row["said"].replace('"', "").split(" BEFORE ")[1] for row in triggers} == {
        f"{table}_door": f"INSERT OR DELETE OR UPDATE ON public.{table} {each} audit_national()"
        for table in ("territory", "national_repeal", "public_key")
    } | {
        f"{table}_door": f"INSERT OR DELETE OR UPDATE ON public.{table} {each} audit_discreetly()" for table in discreet
    } | {
        f"{table}_never_moves": f"DELETE OR UPDATE ON public.{table} {each} refuse_change()"
        for table in (
            *("rulebook", "audit", "national_audit", "overlay", "national_repeal", "audit_link", "purge_proof"),
            *("draft_change", "draft_approval", "territory_face", "letter_sender"),
        )
    } | {
        f"{table}_guard": f"INSERT OR UPDATE ON public.{table} {each} guard_draft_content()"
        for table in ("draft_file", "draft_zone", "draft_change")
    } | {
        "draft_guard": f"INSERT OR UPDATE ON public.draft {each} guard_draft()",
        "draft_approval_guard": f"INSERT ON public.draft_approval {each} guard_draft_approval()",
        "fact_never_moves": f"DELETE OR UPDATE ON public.fact {each} refuse_change_of_fact()",
        "data_request_door": f"INSERT OR DELETE OR UPDATE ON public.data_request {each} audit_request()",
        **{f"{name}_changes_no_hands": f"UPDATE ON public.{name} {each} {HANDS}" for name in SHARED_TABLES},
        **{f"{name}_changed": f"UPDATE ON public.{name} {each} {NOTE}" for name in ("request", "derogation", "pass")},
        "oidc_client_door": f"INSERT OR DELETE OR UPDATE OF {CLIENT} ON public.oidc_client {each} audit_client()",
        **{f"{table}_closes": f"INSERT OR UPDATE ON public.{table} {each} refuse_while_closing()" for table in FROZEN},
    }
    await connection.close()


async def test_what_is_said_once(tenants: Addresses) -> None:
    """The constraints that keep a number, a zone name, a place in the chain from being given twice."""
    connection = await asyncpg.connect(tenants.owner)
    unique = await connection.fetch(
        "SELECT conname, pg_get_constraintdef(oid) AS said FROM pg_constraint"
        " WHERE contype = 'u' AND connamespace = 'public'::regnamespace"
    )
    assert {row["conname"]: row["said"] for row in unique} == {
        "rulebook_number": "UNIQUE (territory, number)",
        "zone_number_zone": "UNIQUE (territory, zone)",
        "zone_number_no": "UNIQUE (territory, no)",
        "overlay_replaced": "UNIQUE (territory, replaces)",
        "national_repeal_replaced": "UNIQUE (replaces)",
        "audit_link_once": "UNIQUE (territory, audit)",
        "draft_change_once": "UNIQUE (territory, draft, file, revision)",
    }
    await connection.close()


async def test_tables_match_the_database(tenants: Addresses) -> None:
    """The columns Piccolo believes in are those the migrations made."""
    connection = await asyncpg.connect(tenants.owner)
    for table in (*NATIONAL, *TERRITORY_OWNED, *CARRIER_OWNED, *SHARED):
        rows = await connection.fetch(
            "SELECT column_name FROM information_schema.columns WHERE table_name = $1", table._meta.tablename
        )
        assert {row["column_name"] for row in rows} == {column._meta.db_column_name for column in table._meta.columns}
    await connection.close()
