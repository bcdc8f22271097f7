"""A list of vehicles as people have it: every spelling understood, every fault told at its line and column."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.core.checking import Checked, check_rows, label_of
from accounts.core.drafts import FLEET_FACTS, Draft, read_draft
from accounts.core.exporting import guarded, write_csv
from accounts.core.headings import recognise
from accounts.core.measures import read_day, read_measure
from accounts.core.sheets import MOST_LINES, Sheet, is_known, read_sheet
from accounts.core.spellings import plug_in_of, read_norm, read_word
from connectors.sheets import cut, decode
from rules.model import Problem
from rules.vocabulary import BODIES, CATEGORIES, CRITAIR, ENERGIES
from rules.written.plates import Plate

TODAY = date(2026, 11, 30)
SHELF = Path(__file__).resolve().parent.parent / "wrong" / "fleets"
TEXT = "Immatriculation;Catégorie;PTAC;Carburant;Vignette;Longueur\nAB-123-CD;N2;7,5 t;gazole;Crit'Air 3;7 m\n"


def check(text: str, fleet: frozenset[Plate] = frozenset()) -> Checked:
    """A text read and checked."""
    sheet = read_sheet(cut(text, is_known))
    assert isinstance(sheet, Sheet), sheet
    return check_rows(sheet.columns, sheet.rows, TODAY, fleet=fleet)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_file_is_read_whatever_program_wrote_it(encoding: str, separator: str) -> None:
    """Encoding and separator are found by themselves."""
    lines = TEXT.replace("7,5 t", '"7,5 t"' if separator == "," else "7,5 t").replace(";", separator)
    text = decode(lines.encode(encoding))
    assert isinstance(text, str)
    facts: dict[str, int | str] = {
        "category": "N2",
        "gvw_kg": 7500,
        "energy": "diesel",
        "critair": "3",
        "length_cm": 700,
    }
    assert check(text).good == {2: Draft(Plate("FR", "AB123CD"), "", facts)}


@pytest.mark.parametrize("data", [b"PK\x03\x04....", b"\x00\x01\x02\x00\x00", b"\xff\xfe\x00"])
def test_what_is_no_text_is_told(data: bytes) -> None:
    """A workbook, or no text at all, says how to make a file that can be read."""
    found = decode(data)
    assert isinstance(found, Problem)
    assert found.hint


def test_plates_alone_need_no_titles() -> None:
    """A column of plates pasted from anywhere."""
    found = check("AB-123-CD\n\nef 456 gh\n1234 AB 75\n")
    assert [str(draft.plate) for draft in found.good.values()] == ["AB-123-CD", "EF-456-GH", "1234 AB 75"]
    assert list(found.good) == [1, 3, 4]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["file_empty"]),
        ("\n \n", ["file_empty"]),
        ("Plaque;PTAC\n", ["file_empty"]),
        ("Nom;PTAC\nBenne;3500\n", ["column_plate"]),
        ("Plaque;Immat;PTAC\nAB-123-CD;AB-123-CD;3500\n", ["column_twice"]),
        ("Plaque\n" + "AB-123-CD\n" * (MOST_LINES + 1), ["file_long"]),
    ],
)
def test_what_keeps_a_whole_file_from_being_read(text: str, codes: list[str]) -> None:
    """Told at once, with how to mend it."""
    found = read_sheet(cut(text, is_known))
    assert isinstance(found, tuple)
    assert [problem.code for problem in found] == codes
    assert all(problem.hint for problem in found)


def test_a_file_with_each_fault_is_told_line_by_line() -> None:
    """The shelf of wrong lists: each line that is wrong is told with its code, its column and a way out."""
    text = decode((SHELF / "faults.csv").read_bytes())
    assert isinstance(text, str)
    found = check(text, frozenset({Plate("FR", "ZZ999ZZ")}))
    told = [[problem.line, problem.column, problem.code] for problem in found.problems]
    assert told == json.loads((SHELF / "faults.json").read_text(encoding="utf-8"))
    assert all(problem.hint and problem.message for problem in found.problems)
    assert len({problem.code for problem in found.problems}) >= 10
    assert set(found.good).isdisjoint(problem.line for problem in found.problems)
    assert label_of(found.problems[0])


def test_ten_thousand_lines() -> None:
    """As many lines as are taken at once, one in ten wrong."""
    wrong = iter(["AB-12-CD;3,5 t;gazole", "АB-123-CD;3,5 t;gazole", "?;3,5 t;gazole", ";3,5 t;gazole"] * 250)
    letters = "ABCDEFGHJK"
    lines = (
        next(wrong)
        if n % 10 == 9
        else f"{letters[n // 1000]}{letters[n // 100 % 10]}-{n % 1000 or 1000 - 1:03}-AA;3,5 t;gazole"
        for n in range(MOST_LINES)
    )
    found = check("Plaque;PTAC;Énergie\n" + "\n".join(lines))
    assert len(found.good) + len({problem.line for problem in found.problems}) == MOST_LINES
    assert len(found.problems) >= 1_000


@pytest.mark.parametrize(
    ("name", "text", "unit", "value"),
    [
        ("gvw_kg", "7,5", None, 7500), ("gvw_kg", "7.5 t", None, 7500), ("gvw_kg", "7\u202f500", None, 7500),
        ("gvw_kg", "7500 kg", None, 7500), ("gvw_kg", "44", None, 44_000), ("gvw_kg", "3.500", None, 3500),
        ("gvw_kg", "3,5", "t", 3500), ("gvw_kg", "3500", "kg", 3500), ("gvw_kg", "12T", None, 12_000),
        ("gvw_kg", "1.234,5 kg", None, 1234), ("gvw_kg", "3 500,0 kg", None, 3500),
        ("length_cm", "6,2", None, 620), ("length_cm", "620", None, 620), ("length_cm", "6,20 m", None, 620),
        ("width_cm", "2200 mm", None, 220), ("height_cm", "2,60", "m", 260),
    ],
)  # fmt: skip
def test_measures(name: str, text: str, unit: str | None, value: int) -> None:
    """Decimal comma, spaces, units said, headed or told by what a vehicle can be."""
    assert read_measure(name, text, unit) == value


@pytest.mark.parametrize(
    ("name", "text", "unit", "hint"),
    [
        ("gvw_kg", "85", None, "7,5 t"), ("gvw_kg", "12 kg", None, "12 t"), ("gvw_kg", "3500 t", None, "3500 kg"),
        ("gvw_kg", "lourd", None, "7,5 t"), ("gvw_kg", "7 m", None, "kg et t"), ("height_cm", "45", None, "6,20 m"),
        ("gvw_kg", "-3", None, "carte grise"), ("gvw_kg", "0", None, "carte grise"), ("gvw_kg", "1,2,3", None, "7,5 t"),
    ],
)  # fmt: skip
def test_measures_that_are_none(name: str, text: str, unit: str | None, hint: str) -> None:
    """What cannot be, or can be read twice, is told with what was perhaps meant."""
    found = read_measure(name, text, unit)
    assert isinstance(found, Problem)
    assert hint in (found.hint or "")


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"]))
def test_days(day: date, form: str) -> None:
    """The day first as in French, or ISO 8601."""
    assert read_day(day.strftime(form), TODAY) == day


@pytest.mark.parametrize("text", ["31/02/2019", "2027-01-01", "1/1/1850", "hier", "03-2019", "44 000"])
def test_days_that_are_none(text: str) -> None:
    """A day that does not exist or is not past."""
    found = read_day(text, TODAY)
    assert isinstance(found, Problem)
    assert found.hint


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("critair", "E", "EL"), ("critair", "Crit'Air 3", "3"), ("critair", "crit’air 0", "EL"),
        ("critair", "NC", "NC"),
        ("critair", "non classé", "NC"), ("critair", "Vignette Crit'Air EL", "EL"), ("critair", "Classe 2", "2"),
        ("energy", "Gazole", "diesel"), ("energy", "ESSENCE", "petrol"), ("energy", "électrique", "electric"),
        ("energy", "GNV", "cng"), ("energy", "GO", "diesel"), ("energy", "E85", "e85"), ("energy", "Gaz (GNL)", "lng"),
        ("category", "n1", "N1"), ("category", "N1G", "N1"), ("category", "VUL", "N1"), ("category", "L3e", "L3"),
    ],
)  # fmt: skip
def test_words(name: str, text: str, word: str) -> None:
    """French, the card’s codes, and our own words."""
    assert read_word(name, text) == word


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [("energy", "hybride", "essence"), ("category", "PL", "N2"), ("energy", "gazol", "gazole"), ("critair", "6", "NC")],
)
def test_words_that_are_none(name: str, text: str, hint: str) -> None:
    """What can be read twice is not guessed."""
    found = read_word(name, text)
    assert isinstance(found, Problem)
    assert hint in (found.hint or "")


@pytest.mark.parametrize(("text", "norm"), [("Euro VI", "6"), ("6d-TEMP", "6"), ("EURO 5", "5"), ("aucune", "none")])
def test_norms(text: str, norm: str) -> None:
    """Roman or arabic, with its stage or not; or that the certificate gives none."""
    assert read_norm(text) == norm
    assert isinstance(read_norm("Euro 7"), Problem)
    assert isinstance(read_norm("2019"), Problem)


@pytest.mark.parametrize(
    ("energy", "plugged"), [("EE", "yes"), ("GH", "no"), ("hybride rechargeable essence", "yes"), ("GO", None)]
)
def test_what_an_energy_says_of_the_plug(energy: str, plugged: str | None) -> None:
    """The card’s codes tell hybrids apart."""
    assert plug_in_of(energy) == plugged


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("FOURGON", "box"), ("BENNE", "tipper"), ("Ben. Amo", "hook_lift"), ("CITERNE", "tank"),
        ("CIT EAU", "water_tank"),
        ("FG TD", "conditioned"), ("DEPANNAG", "recovery"), ("Dépanneuse", "recovery"), ("BETAIL", "livestock"),
        ("PTE VOIT", "vehicle_transporter"), ("Bétonnière", "concrete_mixer"), ("other", "other"), ("CI", "other"),
    ],
)  # fmt: skip
def test_a_body_is_read_as_the_certificate_writes_it(written: str, body: str) -> None:
    """Rubric J.3, our own words and everyday ones."""
    assert recognise("Carrosserie (J.3)").fact == recognise("J.3").fact == "body"
    found = read_draft({"plate": "AB-123-CD", "body": written}, TODAY)
    assert isinstance(found, Draft)
    assert found.facts == {"body": body}


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("PR SREM", "la carrosserie de la semi-remorque"),
        ("VOIRIE", "« nettoyage de la voirie »"),
        ("bétonnnière", "« betonniere »"),
        ("zeppelin", "DEPANNAG"),
    ],
)
def test_a_body_that_is_not_known_is_told(written: str, hint: str) -> None:
    """What the certificate says of a tractor or a chassis is not a body: the way out is told."""
    found = read_draft({"plate": "AB-123-CD", "body": written}, TODAY)
    assert isinstance(found, tuple)
    assert [problem.pointer for problem in found] == ["/facts/body"]
    assert hint in (found[0].hint or "")


def test_a_title_may_give_the_unit() -> None:
    """« PTAC (kg) », « Longueur en m »."""
    assert (recognise("PTAC (kg)").fact, recognise("PTAC (kg)").unit) == ("gvw_kg", "kg")
    assert (recognise("Longueur en m").fact, recognise("Longueur en m").unit) == ("length_cm", "m")
    assert recognise("Chauffeur").fact is None


def test_a_weight_must_fit_its_category() -> None:
    """An N1 of 7,5 t is told; an N2 of it is not."""
    found = read_draft({"plate": "AB-123-CD", "category": "N1", "gvw_kg": "7,5 t"}, TODAY)
    assert isinstance(found, tuple)
    assert [problem.code for problem in found] == ["weight_category"]
    assert isinstance(read_draft({"plate": "AB-123-CD", "category": "N2", "gvw_kg": "7,5 t"}, TODAY), Draft)


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "gcw_kg": st.integers(100, 72_000), "length_cm": st.integers(50, 3_000), "width_cm": st.integers(50, 500),
        "height_cm": st.integers(50, 600), "axle_load_kg": st.integers(100, 20_000),
        "critair": st.sampled_from(CRITAIR), "energy": st.sampled_from(ENERGIES), "body": st.sampled_from(BODIES),
        "category": st.sampled_from(CATEGORIES), "euro": st.sampled_from(["6", "0", "none"]),
        "first_registered": st.dates(date(1950, 1, 1), TODAY).map(date.isoformat),
        "plug_in": st.sampled_from(["yes", "no"]),
    },
)  # fmt: skip
NAMES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=30)
SPLIT = NAMES.map(lambda name: " ".join(name.split())).filter(lambda name: not name.startswith("'"))


@given(st.lists(st.tuples(SPLIT, FACTS), min_size=1, max_size=5))
def test_what_is_exported_is_read_back(fleet: list[tuple[str, dict[str, int | str]]]) -> None:
    """The same vehicles come back, and no cell is a formula."""
    drafts = [Draft(Plate("FR", f"AB{n:03}CD"), name, facts) for n, (name, facts) in enumerate(fleet, 1)]
    data = write_csv(drafts)
    assert data.startswith(b"\xef\xbb\xbf")
    text = decode(data)
    assert isinstance(text, str)
    found = check(text)
    assert [problem.message for problem in found.problems] == []
    assert list(found.good.values()) == drafts


@given(st.text(max_size=20))
def test_no_cell_is_a_formula(cell: str) -> None:
    """Whatever somebody called a vehicle, a spreadsheet computes nothing."""
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.dictionaries(st.sampled_from(["plate", "country", "name", *FLEET_FACTS]), st.text(max_size=12)))
def test_any_cells_are_understood_or_told(cells: dict[str, str]) -> None:
    """Whatever is written: a vehicle, or problems that each say how to mend them."""
    found = read_draft(cells, TODAY)
    if not isinstance(found, Draft):
        assert found
        assert all(problem.hint and problem.pointer for problem in found)


@given(st.text(max_size=200))
def test_any_text_is_read_or_told(text: str) -> None:
    """No paste breaks the reading."""
    sheet = read_sheet(cut(text, is_known))
    if isinstance(sheet, Sheet):
        found = check_rows(sheet.columns, sheet.rows, TODAY, fleet=frozenset())
        assert set(found.good).isdisjoint(problem.line for problem in found.problems)
