"""An existing list of derogations: read whatever wrote it, each fault told at its line and column, nothing lost."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import workbook

from cirqliz.core.listing import Listing, Memory, Ways, correct, is_known, propose, read_list, remember
from cirqliz.core.listing.columns import POSITION
from cirqliz.core.listing.days import read_day
from connectors.sheets import read_rows
from rules.model import Problem, RightKind
from rules.written.lines import Row
from rules.written.plates import Plate

TODAY = date(2026, 11, 30)
KINDS = {
    "livraison": RightKind("livraison", "la dérogation livraison", "O-1", "6", quota_days=52),
    "frigo": RightKind("frigo", "la dérogation « véhicules frigorifiques »", "O-1", "7"),
    "marche": RightKind("marche", "le pass marché", "O-1", "8", holder="carrier"),
}
ZONES = {"centre": "Centre ancien", "port": "Port"}
WAYS = Ways(KINDS, ZONES, TODAY)
TEXT = """\
Immatriculation;Type de dérogation;Valable du;Jusqu’au;Jours par an;Jours utilisés;État;Titulaire;SIRET;Zone;X;Y;Qui
AB-123-CD;Livraison;01/01/2026;31/12/2026;52 j;3;Active;Sté Durand;732 829 320 00074;Centre ancien;842123,5;6519456,2;AL
"""


def rows_of(data: bytes | str) -> tuple[Row, ...]:
    """A file cut into lines."""
    rows = read_rows(data.encode() if isinstance(data, str) else data, is_known)
    assert not isinstance(rows, Problem), rows
    return rows


def listing(data: bytes | str, ways: Ways = WAYS, chosen: Mapping[int, str] | None = None) -> Listing:
    """A file read whole."""
    columns, rows = propose(rows_of(data), ways.memory)
    return read_list(correct(columns, chosen or {}), rows, ways)


def faults(found: Listing) -> list[tuple[str, int | None, int | None]]:
    """The problems, by line and column."""
    return [(problem.code, problem.line, problem.column) for problem in found.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1252"])
@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_a_list_is_read_whatever_wrote_it(encoding: str, separator: str) -> None:
    """Encoding, separator and columns are found; coordinates in Lambert-93 are told and not read; the rest is kept."""
    text = TEXT if separator != "," else TEXT.replace("842123,5;6519456,2", "842123.5;6519456.2")
    found = listing(text.replace(";", separator).encode(encoding))
    assert found.problems == ()
    (entry,) = found.entries
    assert (entry.line, entry.plate, entry.kind) == (2, Plate("FR", "AB123CD"), "livraison")
    assert (entry.start, entry.end) == (date(2026, 1, 1), date(2027, 1, 1))
    assert (entry.quota_days, entry.used_days, entry.state) == (52, 3, "active")
    assert (entry.holder, entry.siret, entry.zones) == ("Sté Durand", "73282932000074", ("centre",))
    assert entry.rest == {"Qui": "AL"}
    assert [(note.code, note.column) for note in found.notes] == [("column_position", 11), ("column_position", 12)]


def test_english_titles_are_read() -> None:
    """The same in the words of an English export."""
    found = listing(
        "License plate,Exemption type,Valid from,Valid until,Days used\nAB-123-CD,frigo,2026-01-01,2026-06-30,0\n"
    )
    assert [(entry.kind, entry.end) for entry in found.entries] == [("frigo", date(2026, 7, 1))]


def test_a_workbook_is_read() -> None:
    """Its numbers are days of a spreadsheet, its whole numbers have no decimals."""
    data = workbook(
        ("Plaque", "Type", "Début", "Fin", "Jours par an"), ("AB-123-CD", "livraison", 46023.0, 46387.0, 52.0)
    )
    (entry,) = listing(data).entries
    assert (entry.start, entry.end, entry.quota_days) == (date(2026, 1, 1), date(2027, 1, 1), 52)


def test_each_fault_has_its_line_and_column() -> None:
    """All of a line at once; the other lines are read, and those left are kept as they were."""
    text = "\n".join(
        [
            "Plaque;Type;Du;Au;Quota;Utilisés;État;SIRET;Zone",
            "АВ-123-CD;livraison;01/01/2026;31/12/2026;52;3;;;",
            "AB-124-CD;livraizon;2026-02-30;31/12/2026;;;;;",
            "AB-125-CD;frigo;31/12/2026;01/01/2026;400;x;bof;123;Pörts",
            "AB-126-CD;frigo;01/01/2026;;;;refusée;;",
            "AB-127-CD;livraison;01/01/2026;31/12/2026;;53;expirée;;",
            "AB-128-CD;frigo;01/01/2026;;;;;;port",
            "AB128CD;frigo;01/06/2026;01/07/2026;;;;;",
            ";marche;01/01/2026;;;;;;",
            ";marche;01/01/2026;;;;;732 829 320 00074;",
            'AB-129-CD;"frigo;01/01/2026',
            "AB-130-CD;frigo;12/31/2026;;;;;;;de trop",
        ]
    )
    found = listing(text)
    assert faults(found) == [
        ("plate_lookalike", 2, 1),
        ("day", 3, 3), ("kind_unknown", 3, 2),
        ("days_reversed", 4, 4), ("days_bounds", 4, 5), ("days", 4, 6), ("state", 4, 7), ("siret_length", 4, 8),
        ("zone_unknown", 4, 9),
        ("state_not_held", 5, 7),
        ("state_expired", 6, 7), ("used_beyond", 6, 6),
        ("line_twice", 8, 1),
        ("siret_missing", 9, 8),
        ("line_uncut", 11, 1), ("line_uncut", 12, 1),
    ]  # fmt: skip
    assert all(problem.hint for problem in found.problems)
    assert [entry.line for entry in found.entries] == [7, 10]
    assert [row.number for row in found.left] == [2, 3, 4, 5, 6, 8, 9, 11, 12]
    assert found.left[0].cells[0] == "АВ-123-CD"
    assert found.unknown_kinds


def test_lookalikes_may_be_taken_and_are_told() -> None:
    """Somebody says so once for the whole list; each plate so read is still named."""
    text = "Plaque;Type\nАВ-123-CD;frigo\n"
    found = listing(text, Ways(KINDS, ZONES, TODAY, take_lookalikes=True))
    assert [entry.plate for entry in found.entries] == [Plate("FR", "AB123CD")]
    assert [(note.code, note.line, note.column) for note in found.notes] == [("plate_lookalike", 2, 1)]


def test_columns_are_corrected_and_remembered() -> None:
    """A field moves from one column to another; the next list of the same titles needs nothing said."""
    text = "Véh.;Famille;Plaque\nAB-123-CD;Camions froids;ancienne\n"
    columns, _ = propose(rows_of(text))
    assert [column.field for column in columns] == [None, None, "plate"]
    assert faults(listing(text)) == [("column_kind", 1, None)]
    wrong = listing(text, chosen={2: "kind"})
    assert faults(wrong) == [("kind_unknown", 2, 2), ("plate_form", 2, 3)]
    columns = correct(columns, {1: "plate", 2: "kind", 3: ""})
    memory = remember(columns, Memory(), {"Camions froids": "frigo"})
    found = listing(text, Ways(KINDS, ZONES, TODAY, memory))
    assert found.problems == ()
    assert [(entry.kind, entry.rest) for entry in found.entries] == [("frigo", {"Plaque": "ancienne"})]


def test_two_columns_of_one_title_are_not_remembered() -> None:
    """What tells them apart is what they hold; a list without titles is known by how many columns it has."""
    columns, _ = propose(rows_of("Plaque;Date;Date\nAB-123-CD;01/01/2026;31/12/2026\n"))
    assert [column.field for column in columns] == ["plate", "start", "end"]
    assert remember(columns, Memory(), {}).columns == {"plaque": "plate"}
    bare, _ = propose(rows_of("AB-123-CD;12\nAB-124-CD;24\n"))
    memory = remember(correct(bare, {2: "quota"}), Memory(), {})
    again, _ = propose(rows_of("AB-125-CD;12\nAB-126-CD;24\n"), memory)
    assert [column.field for column in again] == ["plate", "quota"]
    other, _ = propose(rows_of("AB-125-CD;12;oui\nAB-126-CD;24;non\n"), memory)
    assert [column.field for column in other] == ["plate", None, None]


def test_columns_that_do_not_do_are_told() -> None:
    """No plate, then two of them; no line is read, all are kept."""
    found = listing("Type;Début\nfrigo;01/01/2026\n")
    assert (faults(found), len(found.left)) == ([("column_plate", 1, 1)], 1)
    assert faults(listing("Plaque\nAB-123-CD\n")) == [("column_kind", 1, None)]
    columns, rows = propose(rows_of("Plaque;Immat\nAB-123-CD;AB-124-CD\n"))
    assert [column.field for column in columns] == ["plate", None]
    both = correct(columns, {1: "plate", 2: "plate"})
    ways = Ways(KINDS, ZONES, TODAY, default_kind="frigo")
    assert [problem.code for problem in read_list(both, rows, ways).problems] == ["column_twice"]
    assert faults(listing("Plaque;Type\n")) == [("file_empty", None, None)]
    assert propose(()) == ((), ())


def test_a_list_without_titles_is_read_by_its_values() -> None:
    """Plates, then two dates; one kind is chosen for all."""
    text = "AB-123-CD\t01/01/2026\t31/12/2026\t842123,5\t6519456,2\nAB-124-CD\t01/01/2026\t\t842124,5\t6519457,2\n"
    columns, rows = propose(rows_of(text))
    assert [column.field for column in columns] == ["plate", "start", "end", POSITION, POSITION]
    found = read_list(columns, rows, Ways(KINDS, ZONES, TODAY, default_kind="frigo"))
    assert [(entry.line, entry.end) for entry in found.entries] == [(1, date(2027, 1, 1)), (2, None)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2026", date(2026, 12, 31)), ("1.2.26", date(2026, 2, 1)), ("2026-12-31", date(2026, 12, 31)),
        ("2026-12-31T00:00:00Z", date(2026, 12, 31)), ("1er janvier 2026", date(2026, 1, 1)),
        ("jeudi 31 déc. 2026", date(2026, 12, 31)), ("5 August 2026", date(2026, 8, 5)), ("46387", date(2026, 12, 31)),
        ("15 juillet 2026", date(2026, 7, 15)), ("29/02/2028", date(2028, 2, 29)),
    ],
)  # fmt: skip
def test_days_are_read(text: str, day: date) -> None:
    """In French, in English words, in ISO 8601, as a spreadsheet counts."""
    assert read_day(text) == day


@pytest.mark.parametrize(
    "text", ["29/02/2027", "12/31/2026", "demain", "99999", "31/12/1926", "0000-00-00", "1 foo 2026"]
)
def test_days_that_are_none_are_told(text: str) -> None:
    """With how to write it, or what was meant."""
    found = read_day(text)
    assert isinstance(found, Problem)
    assert found.hint
    assert text != "12/31/2026" or "31/12/2026" in found.hint


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6))
@settings(max_examples=150, deadline=None)
def test_any_list_is_answered_and_no_line_is_lost(cells: list[list[str]]) -> None:
    """Each line is an entry or is left, with its problems."""
    rows = tuple(Row(number, tuple(line) or ("",)) for number, line in enumerate(cells, 1))
    columns, lines = propose(rows)
    found = read_list(correct(columns, {1: "plate"}), lines, Ways(KINDS, ZONES, TODAY, default_kind="frigo"))
    assert len(found.entries) + len(found.left) == len(lines)
    assert found.problems or not found.left
