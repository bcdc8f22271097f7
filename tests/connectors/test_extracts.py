"""The demonstration's extract: fetched once, checked, never half there."""

import errno
import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from connectors.extracts import EXTRACT, EXTRACT_DIGEST, MEMBER, ExtractMissing, download, fetch_extract
from connectors.osm import BadExtract, check_extract


class Steps(list[tuple[str, float]]):
    """What was said while working."""

    def __call__(self, name: str, done: float) -> None:
        """A step."""
        self.append((name, done))


class Archive:
    """A registry whose package holds these members, its archive cut to a share of its length."""

    def __init__(self, members: dict[str, bytes], share: float = 1.0) -> None:
        self.members = members
        self.share = share
        self.asked = 0

    def __call__(self, folder: Path) -> Path:
        """The archive, asked for once more."""
        self.asked += 1
        path = folder / "package.tar.gz"
        with tarfile.open(path, "w:gz") as tar:
            for name, data in self.members.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * self.share)])
        return path


class Broken:
    """A registry, or a disk, that fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, _folder: Path) -> Path:
        """Never the archive."""
        raise self.error


def test_the_registry_gives_the_extract_we_know(extract: Path) -> None:
    """What pip fetched is byte for byte the extract the zones were drawn on."""
    assert hashlib.sha256(extract.read_bytes()).hexdigest() == EXTRACT_DIGEST
    check_extract(extract)


def test_an_extract_already_there_is_not_fetched_again(extract: Path, tmp_path: Path) -> None:
    """A second start asks nobody."""
    registry = Archive({MEMBER: extract.read_bytes(), "../outside": b"no", "quackosm-0.19.0/setup.py": b"no"})
    for _ in range(2):
        path = fetch_extract(tmp_path, progress=Steps(), fetch=registry)
    assert registry.asked == 1
    assert path.read_bytes() == extract.read_bytes()
    assert [left.name for left in tmp_path.iterdir()] == [EXTRACT]
    assert not (tmp_path.parent / "outside").exists()


def test_what_a_killed_download_left_is_swept(extract: Path, tmp_path: Path) -> None:
    """A killed run hinders nothing."""
    (tmp_path / ".fetching-old").mkdir()
    (tmp_path / ".fetching-old" / "half").write_bytes(b"x")
    fetch_extract(tmp_path, progress=Steps(), fetch=Archive({MEMBER: extract.read_bytes()}))
    assert [left.name for left in tmp_path.iterdir()] == [EXTRACT]


def test_somebody_s_own_extract_is_kept(extract: Path, tmp_path: Path) -> None:
    """The operator may put another whole extract in its place."""
    own = tmp_path / EXTRACT
    data = extract.read_bytes()
    # The last block alone is dropped: still whole blocks, but another file than ours.
    sizes = []
    at = 0
    while at < len(data):
        header = int.from_bytes(data[at : at + 4], "big")
        blob = data[at + 4 : at + 4 + header]
        size, shift = 0, 0
        for byte in blob[blob.rindex(b"\x18") + 1 :]:
            size |= (byte & 0x7F) << shift
            shift += 7
        at += 4 + header + size
        sizes.append(at)
    own.write_bytes(data[: sizes[-2]])
    assert fetch_extract(tmp_path, progress=Steps(), fetch=Archive({})) == own
    assert own.stat().st_size == sizes[-2]


@pytest.mark.parametrize("content", [b"", b"bonjour " * 100, b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7f"])
def test_a_broken_file_of_somebody_s_is_named(content: bytes, tmp_path: Path) -> None:
    """A file that is no extract is refused with its name and the remedy, and left alone."""
    own = tmp_path / EXTRACT
    own.write_bytes(content)
    with pytest.raises(ExtractMissing, match=r"(?s)riviera\.osm\.pbf : .*Remplacez ce fichier"):
        fetch_extract(tmp_path, progress=Steps(), fetch=Archive({}))
    assert own.read_bytes() == content


def test_a_truncated_extract_is_said_so(extract: Path, tmp_path: Path) -> None:
    """Half an extract is caught before anything reads it."""
    half = tmp_path / "half.osm.pbf"
    half.write_bytes(extract.read_bytes()[:200_000])
    with pytest.raises(BadExtract, match="tronqué"):
        check_extract(half)


@pytest.mark.parametrize(
    ("registry", "said"),
    [
        (Archive({MEMBER: b"another extract"}), "n’est pas celui attendu"),
        (Archive({"quackosm-0.19.0/README.md": b"hello"}), "tronquée ou abîmée"),
        (Archive({MEMBER: bytes(range(256)) * 400}, share=0.6), "tronquée ou abîmée"),
        (Archive({MEMBER: b"x"}, share=0.0), "tronquée ou abîmée"),
        (Broken(OSError(errno.ENOSPC, "No space left on device")), "le disque est plein"),
        (Broken(PermissionError(errno.EACCES, "Permission denied")), "l’écriture est refusée"),
    ],
)
def test_a_bad_package_leaves_nothing(registry: Archive | Broken, said: str, tmp_path: Path) -> None:
    """A wrong, cut or unwritable archive is explained, and no file is left that could be taken for the extract."""
    with pytest.raises(ExtractMissing, match=said):
        fetch_extract(tmp_path / "extracts", progress=Steps(), fetch=registry)
    assert list((tmp_path / "extracts").iterdir()) == []


def test_no_registry_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a registry the sentence says what to check, and where to put one's own extract."""
    for name, value in (("INDEX_URL", "http://127.0.0.1:9/simple"), ("EXTRA_INDEX_URL", ""), ("FIND_LINKS", "")):
        monkeypatch.setenv(f"PIP_{name}", value)
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    with pytest.raises(ExtractMissing, match=r"Impossible de télécharger.*registre.*déposer votre propre extrait"):
        fetch_extract(tmp_path, progress=Steps(), fetch=download)
    assert list(tmp_path.iterdir()) == []
