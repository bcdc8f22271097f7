"""Files of the Base Adresse Nationale: what is good is kept, what is wrong is told where it stands."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.addresses import AddressesBroken, Index, IndexSummary, build_index

ROOT = Path(__file__).resolve().parents[3]
HEADER = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
    "nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;source_position;"
    "source_nom_voie;certification_commune;cad_parcelles"
)
"""The national files’ columns (adresse.data.gouv.fr)."""
BAL = "cle_interop;commune_insee;commune_nom;voie_nom;lieudit_complement_nom;numero;suffixe;position;x;y;long;lat"
"""A commune’s own columns (format BAL 1.4)."""


def line(number: str, suffix: str = "", street: str = "Rue des Étuves", lon: str = "5.72", lat: str = "45.18") -> str:
    """A line of a national file."""
    return f"38185_1_{number};;{number};{suffix};{street};38000;38185;Grenoble;;;0;0;{lon};{lat};;;;GRENOBLE;;;;1;"


type Build = Callable[..., tuple[IndexSummary, Index]]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """An index of the made-up town and of a BAN file with this content."""

    def build(data: bytes, name: str = "adresses-38.csv") -> tuple[IndexSummary, Index]:
        path = tmp_path / name
        path.write_bytes(data)
        target = tmp_path / "index.sqlite"
        extract = ROOT / "tests/streets/grid.osm"
        summary = build_index(extract, target, ban=[path], progress=lambda _said, _share: None)
        return summary, Index(target)

    return build


def test_a_whole_file(build: Build) -> None:
    """Numbers, repeats, communes and postcodes; a neighbourhood without number is a place."""
    rows = [line("1"), line("2"), line("2", "bis"), line("2", "ter"), line("0", street="Les Granges")]
    summary, index = build("\n".join([HEADER, *rows]).encode())
    assert (summary.problems, summary.housenumbers, summary.built) == ((), 4, True)
    first = index.search("2 bis r des etuves grenoble")[0]
    assert (first.label, first.score, first.source) == ("2 bis Rue des Étuves 38000 Grenoble", 1, "ban")
    assert (first.citycode, first.lon, first.lat) == ("38185", 5.72, 45.18)
    assert index.search("2 rue des etuves")[0].housenumber == "2"
    assert index.search("les granges")[0].accuracy == "lieu"
    assert index.reverse((5.72, 45.18))[0].source == "ban"


@pytest.mark.parametrize("packed", [False, True])
def test_the_same_sources_are_read_once(build: Build, packed: bool) -> None:
    data = f"{HEADER}\n{line('1')}\n".encode()
    data = gzip.compress(data, mtime=0) if packed else data
    assert [build(data)[0].built for _ in range(2)] == [True, False]
    assert build(data)[0].housenumbers == 1
    assert build(data + (b"" if packed else line("2").encode()), "adresses-73.csv")[0].built


def test_a_communes_own_file(build: Build) -> None:
    """The local format says the same under other names."""
    row = "38185_1_7;38185;Grenoble;Cours Berriat;;7;b;entrée;0;0;5,71;45.18"
    summary, index = build(f"\ufeff{BAL}\r\n{row}\r\n".encode())
    assert (summary.problems, summary.housenumbers) == ((), 1)
    assert index.search("7bis crs berriat")[0].label == "7 bis Cours Berriat Grenoble"


WRONG = {
    "projected": (f"{HEADER}\n{line('9', lon='913000.5')}\n{line('1')}", 2, "913000.5 n’est pas en degrés"),
    "words": (f"{HEADER}\n{line('1')}\n{line('3', lat='nord')}", 3, "« nord » n’est pas une coordonnée"),
    "not a number": (f"{HEADER}\n{line('1')}\n\n{line('nan', lat='nan')}", 4, "nan"),
    "number": (f"{HEADER}\n{line('douze')}\n{line('1')}", 2, "« douze » n’est pas un numéro"),
    "no street": (f"{HEADER}\n{line('5', street='')}\n{line('1')}", 2, "La voie ou la commune n’est pas dite."),
    "short": (f"{HEADER}\n{line('1')}\n1;2;3", 3, "Cette ligne n’a que 3 colonnes."),
    "quote": (f"{HEADER}\n{line('5', street=chr(34) + 'Rue')}\n{line('1')}", 2, "colonnes"),
    "long": (f"{HEADER}\n{line('5', street='x' * 30_000)}\n{line('1')}", 2, "dépasse 20000 octets"),
}


FOREIGN = {
    "missing": (HEADER.replace("nom_voie;", "").replace(";lon;lat", "") + "\n1;2\n", "« lat »"),
    "comma": (HEADER.replace(";", ",") + "\n" + line("1"), "séparées par « ; »"),
    "empty": ("", "le fichier est vide"),
    "binary": ("\0" * 30_000, "Il y manque"),
}


@pytest.mark.parametrize("fault", FOREIGN)
def test_what_is_no_such_file_is_refused(build: Build, tmp_path: Path, fault: str) -> None:
    """Nothing of it can be used: one French sentence with the file and what to give instead, and no index."""
    text, said = FOREIGN[fault]
    with pytest.raises(AddressesBroken) as raised:
        build(text.encode())
    message = str(raised.value).replace("\u202f", " ").replace("\u00a0", " ")
    assert message.startswith(f"{tmp_path / 'adresses-38.csv'}, ligne 1 : ")
    assert said.casefold() in message.casefold()
    assert "Donnez un fichier « adresses-XX.csv »" in message
    assert not (tmp_path / "index.sqlite").exists()


@pytest.mark.parametrize("fault", WRONG)
def test_wrong_lines_are_told_and_good_ones_kept(build: Build, fault: str) -> None:
    """File, line and what is wrong, in French; the good lines are found."""
    text, at, said = WRONG[fault]
    summary, index = build(text.encode())
    assert [(problem.file, problem.line) for problem in summary.problems] == [("adresses-38.csv", at)]
    assert said in str(summary.problems[0])
    assert summary.housenumbers == 1
    assert "1 Rue des Étuves 38000 Grenoble" in [found.label for found in index.search("1 rue des etuves")]


def test_a_file_from_windows(build: Build) -> None:
    """Read as windows-1252, and said once."""
    summary, index = build(f"{HEADER}\n{line('1')}\n{line('2')}".encode("windows-1252"))
    assert [problem.line for problem in summary.problems] == [2]
    assert "windows-1252" in summary.problems[0].message
    assert index.search("2 rue des étuves")[0].label == "2 Rue des Étuves 38000 Grenoble"


def test_a_cut_archive_gives_what_it_holds(build: Build) -> None:
    """What could be read is kept; the line where it stops is told."""
    rows = [line(str(number), street=f"Rue {number * 7919 % 1000}") for number in range(1, 4_000)]
    whole = gzip.compress("\n".join([HEADER, *rows]).encode())
    summary, _ = build(whole[: len(whole) // 2], "adresses-38.csv.gz")
    assert 500 < summary.housenumbers < 3_900
    assert "tronquée" in summary.problems[-1].message
    assert summary.problems[-1].line >= summary.housenumbers


def test_many_wrong_lines_are_counted(build: Build) -> None:
    summary, _ = build("\n".join([HEADER, *[line("x")] * 500, line("1")]).encode())
    assert (len(summary.problems), summary.more_problems, summary.housenumbers) == (200, 300, 1)


def test_sources_that_are_not_there(tmp_path: Path) -> None:
    """One French sentence that names the file; nothing is left behind."""
    extract = ROOT / "tests/streets/grid.osm"
    foreign = tmp_path / "foreign.osm.pbf"
    foreign.write_bytes(b"bonjour" * 100)
    for source, ban in ((tmp_path / "no.osm.pbf", ()), (extract, (tmp_path / "no.csv",)), (foreign, ())):
        named = (ban or (source,))[0].name
        with pytest.raises(AddressesBroken, match=rf"{named} : "):
            build_index(source, tmp_path / "out" / "i.sqlite", ban=ban, progress=lambda _said, _share: None)
    assert not list(tmp_path.glob("out/*"))
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(AddressesBroken, match="un fichier y tient la place d’un dossier"):
        build_index(extract, tmp_path / "file" / "i.sqlite", progress=lambda _said, _share: None)
