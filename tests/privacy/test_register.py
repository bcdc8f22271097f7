"""The register says all of the database, and nothing else."""

from pathlib import Path

import asyncpg
import pytest

from joptimiz.owners import OWNERS
from joptimiz.privacy import house_register
from tenants.migrate import Addresses
from tenants.privacy.durations import Duration
from tenants.privacy.register import read_register

LIVE = """
    SELECT CASE table_schema WHEN 'public' THEN '' ELSE table_schema || '.' END || table_name AS "table", column_name
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
        AND table_name <> 'migration'
"""
TERM = "a: {{what: {{fr: A, en: A}}, plain: [b], terms: [{{name: t, from: b, after: {0}, since: {{fr: x, en: x}}}}]}}"
NAMES_SOMEBODY = {"email", "person", "plate", "phone", "address", "latitude", "longitude", "device", "token"}
PLACES = {"bay"}
"""Tables of what stands in the street: their address is a place’s, nobody’s."""


async def test_every_column_of_the_database_is_said(database: Addresses) -> None:
    """A new column without a line turns this red, and so does a line without a column."""
    connection = await asyncpg.connect(database.superuser.replace("/postgres?", "/joptimiz?"))
    live = {(row["table"], row["column_name"]) for row in await connection.fetch(LIVE)}
    await connection.close()
    said = {(table, column) for table, entry in house_register().items() for column in (*entry.plain, *entry.personal)}
    assert live - said == set()
    assert said - live == set()


def test_what_names_somebody_is_personal() -> None:
    """No column with such a name passes for plain, and whoever it names can read and erase it."""
    for table, entry in house_register().items():
        assert table in PLACES or not NAMES_SOMEBODY & set(entry.plain), table
        if {"person", "email"} & entry.personal.keys():
            assert entry.whose, table
            assert entry.erasure, table


def test_each_owner_speaks_of_its_own_tables() -> None:
    """A register holds the tables of its owner; queues of jobs stand with tenants."""
    for owner in OWNERS:
        names = {table._meta.tablename for table in owner.tables}
        found = set(read_register([(owner.register, {})]))
        assert {name for name in found if "." not in name} == names


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: {what: {fr: A, en: A}, personal: {b: identity}, kept: {fr: x, en: x}}", "finalité"),
        ("a: {what: {fr: A, en: A}, purpose: {fr: p, en: p}, basis: b, personal: {b: identity}}", "il manque un terme"),
        ("a: {what: {fr: A, en: A}, purpose: {fr: p, en: p}, basis: z, personal: {b: x}}", "n’est pas une catégorie"),
        ("a: {what: {fr: A, en: A}, plain: [b, c], personal: {c: identity}}", "c est dit deux fois"),
        ("a: {what: {fr: A, en: A}, plain: [b], whose: {c: person}}", "c n’est pas une colonne dite"),
        (
            TERM.format("30d, do: erase"),
            "n’est pas une durée",
        ),
        (
            TERM.format("P1D, do: blank"),
            "colonnes à vider",
        ),
        ("a: {what: {fr: A, en: A}, oubli: 1}", "oubli"),
        ("a: {what: {fr: A}}", "en"),
    ],
)
def test_a_wrong_register_is_refused(text: str, said: str, tmp_path: Path) -> None:
    """With what is wrong, before anything is purged by it."""
    path = tmp_path / "register.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        read_register([(path, {})])


def test_durations_are_those_of_the_calendar() -> None:
    """A month before the 31st is the last day of the month; words have their plural."""
    from datetime import UTC, datetime

    march = datetime(2026, 3, 31, 12, tzinfo=UTC)
    assert Duration.read("P1M").before(march) == datetime(2026, 2, 28, 12, tzinfo=UTC)
    assert Duration.read("P1Y").before(datetime(2028, 2, 29, tzinfo=UTC)) == datetime(2027, 2, 28, tzinfo=UTC)
    assert Duration.read("P1M").after(datetime(2026, 1, 31, tzinfo=UTC)) == datetime(2026, 2, 28, tzinfo=UTC)
    assert Duration.read("P1Y2M").words("fr") == "1\u00a0an 2\u00a0mois"
    assert Duration.read("P30D").words("en") == "30\u00a0days"
    for wrong in ("", "P", "30D", "P1W", "PT1H", "P-1D"):
        with pytest.raises(ValueError, match="durée"):
            Duration.read(wrong)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("90 jours", "P90D"), ("1\u00a0an", "P1Y"), ("6 mois", "P6M"), ("1 an et 6 mois", "P1Y6M"), ("30j", "P30D"),
        ("2 années, 1 jour", "P2Y1D"), ("p30d", "P30D"), ("0 jour", "P0D"), ("  P1Y2M ", "P1Y2M"),
    ],
)  # fmt: skip
def test_a_duration_is_typed_as_people_say_it(text: str, meant: str) -> None:
    """In words or as ISO 8601 writes it; what is shown can be typed again."""
    read = Duration.typed(text)
    assert str(read) == meant
    assert Duration.typed(read.words("fr") or "0 jour") == read


@pytest.mark.parametrize(
    "text", ["", "90", "trois mois", "3 semaines", "an", "6 mois environ", "1 an ou 2", "-3 jours"]
)
def test_what_is_no_duration(text: str) -> None:
    """The sentence says how to write one."""
    with pytest.raises(ValueError, match="écrivez"):
        Duration.typed(text)
