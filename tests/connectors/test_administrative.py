"""The administrative table: ours fetched once, the operator's preferred, every fault told, names found as typed."""

import csv
import errno
import io
import json
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from beside import find_beside

from connectors import npm
from connectors.administrative import NOTE, OURS, OWN, PACKAGE, Table, TableMissing, read_table
from connectors.registry import RegistrySilent

DATA = Path(os.environ.get("JOPTIMIZ_DATA") or Path(__file__).parents[2] / ".data-test")
ORACLE = find_beside("reference/epci")
"""A folder of tables made by somebody else: epci_2026.csv, communes_epci_2026.csv, ept_2025.json."""

BRON = {
    "code": "69029", "nom": "Bron", "type": "commune-actuelle", "departement": "69", "siren": "216900290",
    "population": 43224,
}  # fmt: skip
FILES: Mapping[str, object] = {
    "data/communes.json": [
        BRON,
        {"code": "69999", "nom": "Ancienne", "type": "commune-deleguee", "chefLieu": "69029", "departement": "69"},
        {"code": "69388", "nom": "Lyon 8e", "type": "arrondissement-municipal", "departement": "69"},
    ],
    "data/epci.json": [{"code": "200046977", "nom": "Métropole de Lyon", "type": "MET69", "membres": [BRON]}],
    "data/ept.json": [],
    "package.json": {"version": "7.0.0"},
}


def packed(path: Path, files: Mapping[str, object]) -> Path:
    """An archive of these files, as npm packs them."""
    with tarfile.open(path, "w:gz") as archive:
        for name, tree in files.items():
            raw = json.dumps(tree).encode()
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))
    return path


@pytest.fixture(scope="session")
def table() -> Table:
    """The real one, fetched once for this checkout."""
    return read_table(DATA / "reference")


def test_ours_is_fetched_once_and_the_operators_is_preferred(tmp_path: Path) -> None:
    """The archive is kept with a note on its source, licence and date; a file of the operator's own answers instead."""
    asked = []

    def fetch(folder: Path) -> Path:
        asked.append(folder)
        return packed(folder / PACKAGE.archive, FILES)

    for _ in range(2):
        table = read_table(tmp_path, fetch=fetch)
    assert len(asked) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [OURS, NOTE]
    assert "Licence Ouverte" in (tmp_path / NOTE).read_text(encoding="utf-8")
    assert list(table.communes) == ["69029"]
    assert table.former == {"69999": "69029"}
    packed(tmp_path / OWN, {**FILES, "package.json": {"version": "8.0.0"}})
    assert read_table(tmp_path, fetch=fetch).version == "8.0.0"
    assert len(asked) == 1


@pytest.mark.parametrize("lacking", list(FILES))
def test_an_archive_of_another_shape_is_named(lacking: str, tmp_path: Path) -> None:
    """A file short, or a tree of another kind: the sentence names the archive, and nothing of it is taken."""
    packed(tmp_path / OWN, {name: tree for name, tree in FILES.items() if name != lacking})
    with pytest.raises(TableMissing, match=rf"{OWN}.*supprimez-le.*déposer l’archive ici"):
        read_table(tmp_path)
    packed(tmp_path / OWN, {**FILES, lacking: "?"})
    with pytest.raises(TableMissing, match="n’a pas la forme attendue"):
        read_table(tmp_path)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RegistrySilent("Impossible de télécharger."), "Impossible de télécharger.*déposer l’archive ici"),
        (OSError(errno.ENOSPC, "No space left on device"), "le disque est plein"),
        (PermissionError(errno.EACCES, "Permission denied"), "l’accès est refusé"),
    ],
)
def test_what_fails_outside_is_explained(error: Exception, said: str, tmp_path: Path) -> None:
    """No registry, a full disk, a closed folder: a sentence each, and nothing half written."""

    def fetch(_: Path) -> Path:
        raise error

    with pytest.raises(TableMissing, match=said):
        read_table(tmp_path / "reference", fetch=fetch)
    assert list((tmp_path / "reference").iterdir()) == []


def test_no_registry_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Npm that reaches nobody says so in French."""
    for name, value in (("registry", "http://127.0.0.1:9/"), ("fetch_retries", "0"), ("cache", str(tmp_path / "c"))):
        monkeypatch.setenv(f"npm_config_{name}", value)
    with pytest.raises(RegistrySilent, match="Vérifiez l’accès au registre npm"):
        npm.download(PACKAGE, tmp_path)


def test_another_archive_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What npm brings is known by its digest."""
    fake = tmp_path / "bin" / "npm"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\necho other > {tmp_path / PACKAGE.archive}\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    with pytest.raises(RegistrySilent, match="n’est pas celui attendu"):
        npm.download(PACKAGE, tmp_path)


def test_everybody_is_there(table: Table) -> None:
    """1,255 EPCI, 11 EPT, the communes of today; Paris is one, its arrondissements are not."""
    kinds = [authority.kind for authority in table.groupings.values()]
    assert (len(kinds) - kinds.count("EPT"), kinds.count("EPT")) == (1255, 11)
    assert (kinds.count("CC"), kinds.count("CA"), kinds.count("METRO"), kinds.count("CU")) == (989, 230, 21, 14)
    paris = table.find("217500016")
    assert paris is not None
    assert (paris.name, paris.kind, [one.insee for one in paris.members]) == ("Paris", "COM", ["75056"])
    assert table.find("75056") == paris
    assert table.find("75101") is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("grenoble alpes", "Grenoble-Alpes-Métropole"),
        ("grenobl alpes", "Grenoble-Alpes-Métropole"),
        ("Grenobl alpes metropol", "Grenoble-Alpes-Métropole"),
        ("st etienne metropole", "Saint-Étienne Métropole"),
        ("PLAINE COMUNE", "Plaine Commune"),
        ("fort de france", "Fort-de-France"),
        ("pris", "Paris"),
        ("metropole de lyon", "Métropole de Lyon"),
    ],
)
def test_a_name_is_found_as_it_is_typed(table: Table, typed: str, first: str) -> None:
    """Accents, capitals, abbreviations and a wrong letter aside; the likeliest comes first."""
    assert table.search(typed)[0].name == first


@pytest.mark.parametrize("typed", ["", "x", "   ", "xqzwk", "\x00", "%", "🙂🙂"])
def test_nonsense_finds_nobody(table: Table, typed: str) -> None:
    """And raises nothing."""
    assert table.search(typed) == ()


@pytest.mark.prove
@pytest.mark.skipif(ORACLE is None, reason="../shared/data/reference/epci is absent")
def test_the_table_is_that_of_others(table: Table) -> None:
    """Names, kinds and members of all EPCI and EPT are those of tables made apart from ours."""
    folder = Path(ORACLE or "")
    with (folder / "epci_2026.csv").open(encoding="utf-8") as file:
        epci = {row["siren"]: (row["nom"], row["type"], int(row["nb_communes"])) for row in csv.DictReader(file)}
    ours = {
        siren: (one.name, one.kind, len(one.members)) for siren, one in table.groupings.items() if one.kind != "EPT"
    }
    assert ours == epci
    with (folder / "communes_epci_2026.csv").open(encoding="utf-8") as file:
        held = {row["insee"]: row["siren_epci"] for row in csv.DictReader(file)}
    assert {member.insee: siren for siren in epci for member in table.groupings[siren].members} == held
    ept = {
        row["code"]: {one["code"] for one in row["membres"]}
        for row in json.loads((folder / "ept_2025.json").read_text())
    }
    assert {s: {one.insee for one in a.members} for s, a in table.groupings.items() if a.kind == "EPT"} == ept
