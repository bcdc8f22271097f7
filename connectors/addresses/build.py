"""Extract and BAN files in, one index out: made aside, then renamed."""

import contextlib
import errno
import hashlib
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from connectors.addresses.ban import Line, read_ban
from connectors.addresses.extract import Read, Spot, read_extract
from connectors.addresses.lands import Lands
from connectors.addresses.model import AddressesBroken, House, IndexSummary, Kind, Place, Problem, Progress
from connectors.addresses.sheet import Sheet
from connectors.addresses.store import FORMAT, TABLES, read_meta
from connectors.addresses.words import Number, number_of
from connectors.disk import fault_of
from connectors.osm import BadExtract

_MOST_PROBLEMS = 200
_BLOCK = 1 << 20
_COUNTED = ("streets", "housenumbers", "places", "unplaced")


class _Faults:
    """Problems told, the first ones word for word."""

    def __init__(self) -> None:
        self.told: list[Problem] = []
        self.more = 0

    def __call__(self, problem: Problem) -> None:
        """One more."""
        if len(self.told) < _MOST_PROBLEMS:
            self.told.append(problem)
        else:
            self.more += 1


def build_index(extract: Path, target: Path, *, ban: Sequence[Path] = (), progress: Progress) -> IndexSummary:
    """Make `target` (SQLite) from an extract (.osm.pbf) and BAN files; the same sources are read once.

    Lines that cannot be used are told in the summary. Raises AddressesBroken.
    """
    try:
        stamp = _stamp(extract, ban)
        kept = read_meta(target)
        if kept.get("stamp") == stamp:
            progress("Adresses prêtes", 1.0)
            return _summary(kept, built=False)
        _build(extract, target, ban, stamp, progress)
    except BadExtract as error:
        raise AddressesBroken(str(error)) from error
    except sqlite3.Error as error:
        fault = "le disque est plein" if "full" in str(error) else "vérifiez les droits de ce dossier"
        raise AddressesBroken(f"{target} : l’index d’adresses n’a pas pu être écrit, {fault}.") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            sentence = f"{target} : le disque est plein. Libérez quelques dizaines de mégaoctets et recommencez."
        else:
            sentence = f"{error.filename or target} : {fault_of(error)}. Vérifiez les droits de ce dossier."
        raise AddressesBroken(sentence) from error
    progress("Adresses prêtes", 1.0)
    return _summary(read_meta(target), built=True)


def _build(extract: Path, target: Path, ban: Sequence[Path], stamp: str, progress: Progress) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.parent / f".building-{target.name}"
    aside.unlink(missing_ok=True)
    try:
        with contextlib.closing(sqlite3.connect(aside)) as file:
            file.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {TABLES}")
            faults = _Faults()
            sheet = Sheet(file)
            for number, path in enumerate(ban):
                progress(f"Adresses : lecture de {path.name}", 0.05 + 0.45 * number / len(ban))
                for line in read_ban(path, faults):
                    _add_ban(sheet, line)
            progress("Adresses : lecture de l’extrait", 0.5)
            read = read_extract(extract)
            progress("Adresses : rues et lieux", 0.7)
            unplaced = _add_extract(sheet, read)
            sheet.close()
            progress("Adresses : index", 0.9)
            _conclude(file, {"stamp": stamp, "towns": sheet.towns, "unplaced": unplaced}, faults)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def _add_ban(sheet: Sheet, line: Line) -> None:
    kind: Kind = "locality" if line.number is None else "street"
    place = Place(kind, line.street, line.lon, line.lat, line.city, line.postcode, line.citycode, source="ban")
    street = sheet.street(place, around=(line.former,))
    if line.number is not None:
        label = f"{line.number}{' ' if len(line.suffix) > 1 else ''}{line.suffix}"
        number = Number(line.number, line.number, line.suffix)
        sheet.add_house(street, House(number, label, line.lon, line.lat, line.postcode, "ban"))


def _add_extract(sheet: Sheet, read: Read) -> int:
    """Streets, then what stands along them; how many house numbers have no street."""
    lands = Lands(read)
    for way in read.ways:
        at = way.course.interpolate(0.5, normalized=True)
        land = lands.commune_at(at.x, at.y)
        street = Place("street", way.name, at.x, at.y, land.name, land.postcode, land.code)
        sheet.add_course(sheet.street(street, way.others), way.course)
    return sum(_add_spot(sheet, lands, spot) for spot in read.spots)


def _add_spot(sheet: Sheet, lands: Lands, spot: Spot) -> bool:
    """Whether it is a house number that nothing attaches to a street."""
    land = lands.commune_at(spot.lon, spot.lat, spot.stated)
    postcode = spot.stated.postcode or land.postcode
    around = (spot.stated.city,)
    at = (spot.lon, spot.lat)
    if spot.street:
        street = sheet.street(Place("street", spot.street, *at, land.name, land.postcode, land.code), around=around)
        for label in spot.number.replace(",", ";").split(";"):
            if number := number_of(label):
                sheet.add_house(street, House(number, label.strip(), *at, postcode, "osm"))
    if spot.kind:
        city = spot.name if spot.kind == "municipality" else land.name
        place = Place(spot.kind, spot.name, *at, city, postcode, land.code, spot.number, spot.street)
        sheet.add_place(place, spot.others, around)
    return bool(spot.number) and not spot.street


def _conclude(file: sqlite3.Connection, known: dict[str, object], faults: _Faults) -> None:
    """What the index says of itself, written last."""
    count = "SELECT count(*) FROM "
    told = {
        **known,
        "streets": file.execute(f"{count} place WHERE kind = 'street'").fetchone()[0],
        "housenumbers": file.execute(f"{count} house").fetchone()[0],
        "places": file.execute(f"{count} place WHERE kind <> 'street'").fetchone()[0],
        "problems": json.dumps([[each.file, each.line, each.message] for each in faults.told], ensure_ascii=False),
        "more_problems": faults.more,
    }
    file.executemany("INSERT INTO meta VALUES (?, ?)", [(name, str(value)) for name, value in told.items()])
    file.execute("INSERT INTO said (said) VALUES ('optimize')")
    file.execute("ANALYZE")
    file.commit()


def _summary(meta: dict[str, str], *, built: bool) -> IndexSummary:
    problems = tuple(Problem(*each) for each in json.loads(meta["problems"]))
    streets, numbers, places, unplaced = (int(meta[name]) for name in _COUNTED)
    return IndexSummary(streets, numbers, places, unplaced, problems, int(meta["more_problems"]), built)


def _stamp(extract: Path, ban: Sequence[Path]) -> str:
    """Names a build by all it depends on."""
    digest = hashlib.sha256(str(FORMAT).encode())
    for path in (extract, *ban):
        if not path.is_file():
            raise AddressesBroken(f"{path} : ce fichier n’existe pas.")
        digest.update(f"\0{path.name}\0".encode())
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()
