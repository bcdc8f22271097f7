"""Postal addresses: as La Poste reads them, said by who keeps an organisation, forgotten with it."""

import json

import pytest
from signing import joined, some_owner

from accounts.core.addresses import PostalAddress, read_address
from accounts.service.addresses import find_address, set_address
from accounts.service.privacy.holding import list_held
from accounts.service.privacy.subject import Subject
from accounts.service.refusals import Refused
from joptimiz.privacy import house_register
from tenants.database import NOBODY, scoped
from tenants.errors import Unreadable

from .test_organisations import organisation_of

TYPED = {
    "recipient": "Service exploitation", "building": "Bât. C", "street": "12 bis, rue de l’Église", "place": "BP 40",
    "postcode": "06500", "commune": "Sainte-Agnès", "land": "FR",
}  # fmt: skip


def test_lines_as_they_are_sorted() -> None:
    """Capitals without accents nor punctuation from the street on; the country last, and only where it is another."""
    found, problems = read_address(TYPED)
    assert not problems
    assert found is not None
    assert found.lines() == (
        "Service exploitation", "Bât. C", "12 BIS RUE DE L EGLISE", "BP 40", "06500 SAINTE AGNES",
    )  # fmt: skip
    abroad, _ = read_address({"street": "Via Roma 1", "postcode": "18039", "commune": "Ventimiglia", "land": "IT"})
    assert abroad is not None
    assert abroad.lines() == ("VIA ROMA 1", "18039 VENTIMIGLIA", "ITALIE")
    assert read_address({"land": "FR", "street": "  "}) == (None, ())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"street": "x" * 39}, "street"), ({"recipient": "a\x00b"}, "recipient"),
        ({"street": "", "place": ""}, "street"),
        ({"commune": ""}, "commune"), ({"postcode": "6500"}, "postcode"), ({"postcode": "٠٦٥٠٠"}, "postcode"),
        ({"land": "Atlantide"}, "land"), ({"commune": "x" * 33}, "commune"),
    ],
)  # fmt: skip
def test_each_fault_stands_by_its_field(changed: dict[str, str], field: str) -> None:
    """And nothing is read."""
    found, problems = read_address(TYPED | changed)
    assert found is None
    assert [problem.pointer for problem in problems] == [f"/{field}"]


@pytest.mark.usefixtures("database")
async def test_who_keeps_says_it_and_takes_it_with_them() -> None:
    """Kept, exported with the account, emptied; a driver says nothing; the trace holds no line of it."""
    who = await some_owner()
    assert await find_address(organisation_of(who)) is None
    assert await set_address(who, TYPED)
    with pytest.raises(Unreadable):
        await set_address(who, TYPED | {"postcode": "x"})
    found = await find_address(organisation_of(who))
    assert found == PostalAddress(**TYPED)
    held = {each.entry.table: each.rows for each in await list_held(house_register(), Subject(who.person, who.email))}
    assert held["organisation"][0]["address"] == TYPED
    with pytest.raises(Refused):
        await set_address(await joined(who, "driver"), {})
    assert not await set_address(who, {})
    assert await find_address(organisation_of(who)) is None
    async with scoped(NOBODY) as connection:
        traces = await connection.fetch(
            "SELECT after::text AS said FROM national_audit WHERE door LIKE $1", f"{who.person}%"
        )
    assert any(json.loads(row["said"]).get("changed") == ["address"] for row in traces)
    assert not any("Agnès" in row["said"] for row in traces)
