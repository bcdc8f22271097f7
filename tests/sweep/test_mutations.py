"""Whatever keeps tenants apart is taken away, one thing at a time: each time a test of behaviour turns red.

The tests that compare the catalogue with its text (`tests/tenants/test_isolation.py`) would find each of these at once;
they are left out, for a policy that is written otherwise must still do what it promises.
"""

import pytest
from databases import Copies
from mutants import Mutant, mend_for_the_worse, mutants_of, turns_red

from tenants.migrate import Addresses

pytestmark = pytest.mark.prove


def _survives(urls: Addresses, copies: Copies, mutant: Mutant) -> bool:
    """Whether nothing turns red."""
    mend_for_the_worse(urls, mutant.statement)
    survives = turns_red(urls, copies.catalogue, mutant.table) is None
    if mutant.undo:
        mend_for_the_worse(urls, mutant.undo)
    return survives


def test_every_database_mutant_is_found(copies: Copies, capsys: pytest.CaptureFixture[str]) -> None:
    """Policies, FORCE, triggers, foreign keys, privileges: none of them can go, or open, unnoticed."""
    mutants = mutants_of(copies.template.superuser)
    with copies.one() as urls:
        for table in {mutant.table for mutant in mutants}:
            assert turns_red(urls, copies.catalogue, table) is None, table
        survivors = [mutant.statement for mutant in mutants if mutant.undo and _survives(urls, copies, mutant)]
    for mutant in mutants:
        if not mutant.undo:
            with copies.one() as urls:
                if _survives(urls, copies, mutant):
                    survivors.append(mutant.statement)
    with capsys.disabled():
        print(f"\nmutants of the database: {len(mutants) - len(survivors)} of {len(mutants)} found")  # noqa: T201
    assert survivors == [], "\n".join(survivors)
    assert len(mutants) >= 250
