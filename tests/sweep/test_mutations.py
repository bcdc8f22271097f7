"""Whatever keeps tenants apart is taken away, one thing at a time: each time a test of behaviour turns red.

The tests that compare the catalogue with its text (`tests/tenants/test_isolation.py`) would find each of these at once;
they are left out, for a policy that is written otherwise must still do what it promises.
"""

import pytest
from bearers import ALL
from databases import Copies
from declared import check_declared
from doors import Door, Swept, doors_of
from houses import House
from mutants import Mutant, mend_for_the_worse, mutants_of, turns_red
from worlds import ROLES

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
    assert len(mutants) >= 400


async def test_every_door_mutant_is_found(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """A door that forgets whom it is for, or opens to one role more, does not go unnoticed."""
    swept = Swept(house.client, house.target, house.other)
    survivors, count = [], 0
    for door in (each for each in doors_of(house.app) if each.signed):
        kept = dict(door.handler.opt)
        strange = next((role for role in ROLES if door.roles and role not in door.roles), "")
        for changed in _opened(kept, strange):
            door.handler.opt.clear()
            door.handler.opt.update(changed)
            found = await _turns_red(swept, door)
            door.handler.opt.clear()
            door.handler.opt.update(kept)
            count += 1
            if not found:
                survivors.append(f"{door}: {changed}")
    with capsys.disabled():
        print(f"\nmutants of the doors: {count - len(survivors)} of {count} found")  # noqa: T201
    assert survivors == [], "\n".join(survivors)
    assert count >= 400


def _opened(opt: dict[str, object], strange: str) -> list[dict[str, object]]:
    """What a door could declare by mistake: nothing, everybody, any role, one role more."""
    found = [{name: said for name, said in opt.items() if name != "access"}, opt | {"access": "public"}]
    scope = opt.get("scope")
    found.append({name: said for name, said in opt.items() if name != "scope"} if scope else opt | {"scope": ALL[0]})
    if strange:
        roles = opt["roles"]
        assert isinstance(roles, tuple)
        found += [{name: said for name, said in opt.items() if name != "roles"}, opt | {"roles": (*roles, strange)}]
    return found


async def _turns_red(swept: Swept, door: Door) -> bool:
    """Whether what it declares, or what it does, is found wrong."""
    try:
        check_declared(door)
        await swept.door(door)
    except AssertionError:
        return True
    return False
