"""Files of derogations: valid by their schema, read back as they were; what everybody reads tells of nobody."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import frictionless
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.derogations import FORMS, Derogation, count_open, read, schema_of, write
from connectors.derogations.counting import OTHERS, partition
from connectors.derogations.records import Status
from connectors.derogations.schemas import Variant, fields_of
from connectors.derogations.writing import Form

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
ONE = Derogation(
    id=str(UUID(int=1)), number="LYO-0001", siren="200046977", basis="2023-ZFE-007, article 6", status="granted",
    updated_at=NOW, kind="loc_petit_rouleur", kind_name="la dérogation « petit rouleur »", plate="AB-123-CD",
    country="FR", category="N1", gvw_kg=3500, energy="GO", euro="5", critair="3", holder_type="company",
    holder_siren="552100554", asked_at=NOW, decided_at=NOW, start=date(2026, 1, 1), end=date(2027, 1, 1),
    quota_days=52, used_days=3, zones=("200046977-ZFE-001",), proofs=("Certificat d’immatriculation",), display="qr",
)  # fmt: skip

sirens = st.from_regex(r"[0-9]{9}", fullmatch=True).filter(str.isascii)
words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=20).map(
    lambda text: " ".join(text.replace("|", "").split())
)
instants = st.integers(946_684_800, 3_786_912_000).map(lambda second: datetime.fromtimestamp(second, UTC))
texts = st.lists(words.filter(bool), max_size=3).map(tuple)
days = st.none() | st.dates(date(2000, 1, 1), date(2090, 1, 1))
derogations = st.builds(
    Derogation, id=st.uuids().map(str), number=words.filter(bool), siren=sirens, basis=words.filter(bool),
    status=st.sampled_from(["filed", "incomplete", "granted", "refused", "suspended", "withdrawn", "expired"]),
    updated_at=instants, kind=st.sampled_from(["loc_autre", "loc_citerne", "nat_defense"]), kind_name=words,
    level=st.sampled_from(["national", "local"]), zone=st.sampled_from(["", "200046977-ZFE-001"]),
    plate=st.sampled_from(["", "AB-123-CD", "1234 AB 75", "WÜ A 12"]), country=st.sampled_from(["", "FR", "DE"]),
    category=st.sampled_from(["", "N1", "L5", "M2"]), national_kind=words, body=words,
    gvw_kg=st.none() | st.integers(0, 60_000), energy=words, euro=st.sampled_from(["", "5", "6b"]),
    first_registered=days, critair=st.sampled_from(["", "EL", "1", "5", "NC"]),
    holder_type=st.sampled_from([None, "company", "person"]), holder_siren=st.just("") | sirens,
    asked_at=st.none() | instants, decided_at=st.none() | instants, refusal=words, start=days, end=days,
    quota_days=st.none() | st.integers(1, 366), used_days=st.none() | st.integers(0, 366), hours=words,
    zones=texts, proofs=texts, display=st.sampled_from(["qr", "sticker", "card", "none"]), holder=st.just(""),
)  # fmt: skip
listed = st.lists(derogations, max_size=8, unique_by=lambda one: one.id)


def validate(data: bytes, variant: Variant, folder: Path) -> frictionless.Report:
    """What frictionless says of a CSV under the schema that we publish."""
    (folder / "table.csv").write_bytes(data)
    schema = frictionless.Schema.from_descriptor(json.loads(schema_of(variant)))
    return frictionless.Resource(
        path="table.csv", basepath=str(folder), schema=schema, encoding="utf-8", format="csv"
    ).validate()


@pytest.mark.parametrize("variant", ["control", "carrier", "open"])
def test_each_variant_is_valid(variant: Variant, tmp_path: Path) -> None:
    """By frictionless, alone and as a package; an empty file too."""
    many = [
        replace(ONE, id=str(UUID(int=place)), holder=f"h{place}", plate=f"AB-{place:03d}-CD", critair="")
        for place in range(1, 40)
    ]
    for held in (many, [ONE], []):
        data, losses = write(held, variant, "csv", NOW)
        assert losses == ()
        report = validate(data, variant, tmp_path)
        assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    packed, _ = write(many, variant, "datapackage", NOW)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path)
    report = frictionless.Package("datapackage.json", basepath=str(tmp_path)).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])


@given(held=listed)
@settings(max_examples=25, deadline=None)
def test_any_list_is_valid(held: list[Derogation], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever is known or not of each, in the two variants that name vehicles."""
    folder = tmp_path_factory.mktemp("any")
    for variant in ("control", "carrier"):
        data, _ = write(held, variant, "csv", NOW)
        report = validate(data, variant, folder)
        assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])


@pytest.mark.parametrize("form", FORMS)
@given(held=listed)
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read_back(form: Form, held: list[Derogation]) -> None:
    """Every field of every derogation, or a loss that names it."""
    data, losses = write(held, "carrier", form, NOW)
    assert losses == ()
    found, report = read(data)
    assert report.problems == ()
    assert list(found) == held


def test_the_end_is_told_by_its_last_day() -> None:
    """Our ends are exclusive, those of files are not."""
    data, _ = write([ONE], "carrier", "csv", NOW)
    (line,) = csv.DictReader(io.StringIO(data.decode()))
    assert (line["date_debut"], line["date_fin"]) == ("2026-01-01", "2026-12-31")


def test_control_reads_what_it_needs_and_no_more() -> None:
    """Plate, place, dates, status, quota; neither holder nor proofs nor why it was refused."""
    data, _ = write([ONE], "control", "csv", NOW)
    (line,) = csv.DictReader(io.StringIO(data.decode()))
    assert line["immatriculation"] == "AB-123-CD"
    assert {"statut", "quota_jours_an", "jours_consommes", "date_fin", "perimetre"} <= set(line)
    assert {"titulaire_siren", "titulaire_type", "justificatifs", "motif_refus", "date_demande"}.isdisjoint(line)


def test_what_cannot_be_told_is_a_loss() -> None:
    """A cell the schema refuses, then a derogation that lacks what the file is for."""
    odd = replace(ONE, zone="ZFE n° 1", plate="")
    data, losses = write([odd], "carrier", "csv", NOW)
    assert [(loss.column, loss.id) for loss in losses] == [("zfe_id", odd.id)]
    assert len(read(data)[0]) == 1
    data, losses = write([odd], "control", "csv", NOW)
    assert [loss.column for loss in losses] == ["zfe_id", None]
    assert "immatriculation" in losses[1].message
    assert read(data)[0] == ()


def test_no_cell_is_a_formula() -> None:
    """A text that a spreadsheet would compute is guarded, and read back as it was."""
    data, _ = write([replace(ONE, refusal="=1+1")], "carrier", "csv", NOW)
    assert b"'=1+1" in data
    assert read(data)[0][0].refusal == "=1+1"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "column_missing"),
        (b"{}", "file_json"),
        (b'{"derogations": [{"derogation_id": {}}]}', "file_json"),
        (b'{"derogations": [{"derogation_id": "x"}]}', "cell_missing"),
        (b"PK\x03\x04 nothing", "file_package"),
        (b"\x00\x01\x02\x03\x00", "file_encoding"),
        (b"derogation_id,derogation_id\n", "column_twice"),
        (b"\xd0\xcf\x11\xe0 old workbook", "file_workbook"),
    ],
)
def test_a_file_that_is_none_is_told(data: bytes, code: str) -> None:
    """Never an exception, and never a record."""
    records, report = read(data)
    assert records == ()
    assert code in {problem.code for problem in report.problems}


def test_each_wrong_cell_has_its_place() -> None:
    """By line and column; the other lines are read."""
    data, _ = write([ONE, replace(ONE, id=str(UUID(int=2)))], "carrier", "csv", NOW)
    rows = list(csv.reader(io.StringIO(data.decode())))
    place = {title: column for column, title in enumerate(rows[0])}
    rows[1][place["date_fin"]], rows[1][place["statut"]] = "2026-02-30", "accordée"
    rows.append([*rows[2]])
    rows[0].append("couleur")
    text = "\n".join(";".join(f'"{cell}"' for cell in row) for row in rows)
    records, report = read(text.encode("windows-1252"))
    assert [record.id for record in records] == [str(UUID(int=2))]
    assert [(problem.code, problem.line, problem.column) for problem in report.problems] == [
        ("column_unknown", 1, len(rows[0])),
        ("cell_refused", 2, place["statut"] + 1),
        ("cell_refused", 2, place["date_fin"] + 1),
        ("line_twice", 4, 1),
    ]


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_answered(data: bytes) -> None:
    """Whatever is sent."""
    assert isinstance(read(data)[0], tuple)


holders = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from(["granted", "refused", "suspended"]),
        st.integers(0, 12).map(lambda number: f"holder{min(number, 9)}"),
    ),
    max_size=60,
)


@given(drawn=holders)
@settings(max_examples=200, deadline=None)
def test_no_combination_tells_of_a_few(drawn: Sequence[tuple[str, Status, str]]) -> None:
    """No sum nor difference of what is published, the whole included, counts a group of fewer than five holders.

    A group can be had when its indicator lies in the span of those of the parts: linear algebra over all records, tried
    on each kind, status, pair of them, holder, and their complements.
    """
    held = [replace(ONE, kind=kind, status=status, holder=holder) for kind, status, holder in drawn]
    parts = partition(held)
    counts = count_open(held)
    assert len(counts) == len(parts)
    assert all(count.derogations % 5 == 0 and count.derogations >= 5 for count in counts)
    if not parts:
        return
    names = [frozenset(id(record) for record in part) for part in parts.values()]
    assert sum(map(len, names)) == len(held)
    published = np.array([[id(record) in name for record in held] for name in (*names, frozenset().union(*names))])
    rank = np.linalg.matrix_rank(published.astype(float))
    for few in groups(held):
        indicator = np.array([id(record) in few for record in held])
        assert np.linalg.matrix_rank(np.vstack([published, indicator]).astype(float)) > rank


def groups(held: Sequence[Derogation]) -> Iterator[frozenset[int]]:
    """Each group of fewer than five holders that somebody may want to know of, and each of one’s own among many."""
    keys: list[Callable[[Derogation], object]] = [
        lambda one: one.kind, lambda one: one.status, lambda one: (one.kind, one.status), lambda one: one.holder,
        lambda one: (one.kind, one.holder), lambda one: (one.status, one.holder),
    ]  # fmt: skip
    for key in keys:
        for value in {key(one) for one in held}:
            for wanted in (True, False):
                group = [one for one in held if (key(one) == value) is wanted]
                if group and len({one.holder for one in group}) < 5:
                    yield frozenset(map(id, group))


def test_the_open_variant_names_nobody() -> None:
    """Neither plate, holder nor number; a group of four is put with others; one holder’s fleet tells nothing."""
    many = [replace(ONE, id=str(UUID(int=n)), holder=f"h{n}", plate=f"AB-{n:03d}-CD") for n in range(1, 12)]
    few = [replace(one, kind="loc_citerne", id=str(UUID(int=100 + n))) for n, one in enumerate(many[:4])]
    data, _ = write([*many, *few], "open", "csv", NOW)
    (line,) = csv.DictReader(io.StringIO(data.decode()))
    # Four that are hidden alone would be had from the whole: the others join them.
    assert (line["type_code"], line["statut"], line["derogations"]) == (OTHERS, OTHERS, "15")
    assert b"AB-" not in data
    fleet = [replace(one, holder="h1") for one in many]
    assert count_open(fleet) == ()
    assert {field.name for field in fields_of("open")}.isdisjoint({"immatriculation", "titulaire_siren", "numero"})
