"""Tenants cannot see each other, by the database’s own rules: every table of the catalogue, as everybody."""

from collections.abc import Iterator

import guards
import psycopg
import pytest
import sides
import steps as drafts
from catalogue import GUARDED, OWNER_OF, SHARED, SIDES, Catalogue, lift_guards
from databases import Copies
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rows import (
    ACTS,
    ORDER,
    PURGE,
    attempt,
    owners_are_bound_too,
    promised,
    references_stay_within,
    rows_stay_apart,
    tell,
)
from worlds import ROLES

from tenants.database import Scope
from tenants.migrate import Addresses


@pytest.fixture(scope="module")
def urls(copies: Copies) -> Addresses:
    """A database of this module’s own, with both sides in it."""
    return copies.template


@pytest.fixture(scope="module")
def catalogue(copies: Copies) -> Catalogue:
    """What is in it."""
    return copies.catalogue


@pytest.fixture(scope="module")
def bare(copies: Copies) -> Iterator[Addresses]:
    """A copy without guards: what policies alone keep apart."""
    with copies.one() as urls:
        with psycopg.connect(urls.superuser) as connection:
            lift_guards(connection, *GUARDED)
        yield urls


@pytest.mark.parametrize("table", OWNER_OF)
def test_each_side_has_its_own_rows_only(urls: Addresses, catalogue: Catalogue, table: str) -> None:
    """Seen, added, changed, given away, removed: by each side, in each role, and by nobody."""
    rows_stay_apart(urls, catalogue, table)
    owners_are_bound_too(urls, catalogue, table)
    references_stay_within(urls, catalogue, table)


@pytest.mark.parametrize("table", sides.TERRITORYS)
def test_each_side_says_its_own(urls: Addresses, catalogue: Catalogue, table: str) -> None:
    """In a row that both read, a carrier decides nothing, asks no question and checks no day."""
    sides.each_side_says_its_own(urls, catalogue, table)


def test_what_is_decided_stays_so(urls: Addresses, catalogue: Catalogue) -> None:
    """A carrier takes back no request that was decided."""
    sides.decided_stays_decided(urls, catalogue, "request")


@pytest.mark.parametrize("table", sorted(SHARED))
def test_shared_rows_keep_their_sides(urls: Addresses, catalogue: Catalogue, table: str) -> None:
    """Neither the territory nor the carrier of a row is ever another."""
    sides.hands_never_change(urls, catalogue, table)


@pytest.mark.parametrize("table", sides.NOTED)
def test_changes_are_noted(urls: Addresses, catalogue: Catalogue, table: str) -> None:
    """Whatever a statement says of when they came."""
    sides.changes_are_noted(urls, catalogue, table)


@pytest.mark.parametrize("table", sides.STILL)
def test_a_territory_that_closes_is_still(urls: Addresses, catalogue: Catalogue, table: str) -> None:
    """Its tables take no more rows."""
    sides.closing_is_still(urls, catalogue, table)


def test_each_table_that_stands_still_is_asked(urls: Addresses) -> None:
    """A table that joins them is named above, or nobody would notice that it does not."""
    with psycopg.connect(urls.superuser) as connection:
        found = connection.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgfoid = 'refuse_while_closing'::regproc"
        ).fetchall()
    assert sorted(table.strip('"') for (table,) in found) == sorted(sides.STILL)


@pytest.mark.parametrize("table", guards.WRITTEN_ONCE)
def test_what_is_written_once_never_moves(urls: Addresses, table: str) -> None:
    """Not for the owner of the tables either."""
    guards.never_moves(urls, table)


@pytest.mark.parametrize("table", GUARDED)
def test_drafts_have_their_steps(urls: Addresses, catalogue: Catalogue, table: str) -> None:
    """Written while open, approved by somebody else as it stands, published over its base."""
    drafts.steps_are_kept(urls, catalogue, table)


@pytest.mark.parametrize("table", guards.DOORS)
def test_national_rows_have_a_door(urls: Addresses, table: str) -> None:
    """And a trace."""
    guards.doors_are_shut(urls, table)


@pytest.mark.parametrize("table", guards.TABLES)
def test_nothing_more_is_granted(urls: Addresses, table: str) -> None:
    """Each privilege is tried."""
    guards.privileges_are_few(urls, table)
    guards.nothing_is_made(urls)


STEPS = st.lists(
    st.tuples(
        st.builds(
            Scope,
            territory=st.sampled_from(("", "nulle-part", *SIDES["territory"])),
            carrier=st.sampled_from(("", "x", *SIDES["carrier"])),
            door=st.sampled_from(("", "test")),
            role=st.sampled_from(("", "king", ORDER, PURGE, *ROLES)),
        ),
        st.sampled_from(tuple(OWNER_OF)),
        st.sampled_from(ACTS),
        st.integers(0, 1),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nothing_is_left_of_who_asked_before(
    bare: Addresses, catalogue: Catalogue, steps: list[tuple[Scope, str, str, int]]
) -> None:
    """Transactions of anybody on one connection, one after the other: each does what it may, whatever came before."""
    with psycopg.connect(bare.runtime) as connection:
        for scope, table, act, side in steps:
            target = SIDES[OWNER_OF[table]][side]
            with connection.transaction():
                tell(connection, scope)
                assert attempt(connection, catalogue, table, act, target) == promised(
                    catalogue, scope, table, act, target
                )
