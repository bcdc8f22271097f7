"""Places and house numbers on their way into the index: one street is one place, whoever spoke of it."""

import sqlite3
from collections.abc import Iterable, Sequence

import shapely
from shapely import LineString

from connectors.addresses.model import House, Place, Provider
from connectors.addresses.words import fold, key_of, main_words, words

type HouseRow = tuple[int, int, int, str, str, str, float, float, Provider]
_BATCH = 5_000


class Sheet:
    """Writes an index; places are kept in mind until `close`, house numbers go straight to the file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._file = connection
        self._places: list[Place] = []
        self._streets: dict[tuple[str, str], int] = {}
        self._courses: dict[int, list[LineString]] = {}
        self._names: dict[int, dict[str, None]] = {}
        self._around: dict[int, dict[str, None]] = {}
        self._waiting: list[HouseRow] = []
        self._said: dict[str, int] = {}
        self._postcodes: dict[str, set[str]] = {}

    def add_place(self, place: Place, others: Iterable[str] = (), around: Iterable[str] = ()) -> int:
        """A place with its other names, and other names of its commune; its number."""
        number = len(self._places)
        self._places.append(place)
        self._tell(number, (place.name, *others), (place.city, *around))
        return number

    def street(self, place: Place, others: Iterable[str] = (), around: Iterable[str] = ()) -> int:
        """The street of this name in this commune, added when it is new; its number."""
        key = (key_of(place.name), fold(place.city))
        number = self._streets.get(key)
        if number is None:
            number = self._streets[key] = self.add_place(place, others, around)
        else:
            self._tell(number, (place.name, *others), (place.city, *around))
        return number

    def add_course(self, street: int, course: LineString) -> None:
        """A way of a street."""
        self._courses.setdefault(street, []).append(course)

    def add_house(self, street: int, house: House) -> None:
        """A house number; the first said of a number is kept."""
        number = house.number
        self._waiting.append(
            (
                street, number.first, number.last, number.suffix, house.label, house.postcode, house.lon, house.lat,
                house.source,
            )
        )  # fmt: skip
        self._hear(self._places[street].city, house.postcode)
        if len(self._waiting) >= _BATCH:
            self._flush()

    def close(self) -> None:
        """Write everything that was kept in mind."""
        self._flush()
        middles = {number: _middle(courses) for number, courses in self._courses.items()}
        for number, place in enumerate(self._places):
            lon, lat = middles.get(number) or self._middle_house(number) or (place.lon, place.lat)
            self._write(number, place, lon, lat)
        courses = [(number, course) for number in sorted(self._courses) for course in self._courses[number]]
        self._file.executemany(
            "INSERT INTO course VALUES (?, ?, ?)",
            ((at, number, shapely.get_coordinates(course).tobytes()) for at, (number, course) in enumerate(courses, 1)),
        )
        self._file.executemany(
            "INSERT INTO course_at VALUES (?, ?, ?, ?, ?)",
            ((at, *_box(course)) for at, (_, course) in enumerate(courses, 1)),
        )
        self._file.execute("INSERT INTO house_at SELECT id, lon, lon, lat, lat FROM house")

    @property
    def towns(self) -> str:
        """The words of every commune’s name."""
        return " ".join(dict.fromkeys(word for place in self._places for word in words(place.city)))

    def _write(self, number: int, place: Place, lon: float, lat: float) -> None:
        postcode = place.postcode or self._postcode_of(place.city)
        around = " ".join(self._around[number])
        self._file.execute(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number, place.kind, place.name, place.city, postcode, place.citycode, place.housenumber, place.street,
                lon, lat, place.source, around,
            ),
        )  # fmt: skip
        for other, said in enumerate(self._names[number]):
            self._file.execute("INSERT INTO named VALUES (?, ?, ?)", (self._name(said), number, min(other, 1)))

    def _name(self, said: str) -> int:
        """The number of a name, written when it is new."""
        number = self._said.get(said)
        if number is None:
            number = self._said[said] = len(self._said) + 1
            self._file.execute("INSERT INTO name VALUES (?, ?)", (number, said))
            main = f" {' '.join(main_words(tuple(said.split())))} "
            self._file.execute("INSERT INTO said (rowid, name) VALUES (?, ?)", (number, main))
        return number

    def _tell(self, number: int, names: Sequence[str], around: Sequence[str]) -> None:
        said = (" ".join(words(name)) for name in names)
        self._names.setdefault(number, {}).update((each, None) for each in said if each)
        self._around.setdefault(number, {}).update((each, None) for name in around for each in words(name))

    def _flush(self) -> None:
        self._file.executemany(
            "INSERT OR IGNORE INTO house (place, first, last, suffix, label, postcode, lon, lat, source) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._waiting,
        )
        self._waiting.clear()

    def _middle_house(self, number: int) -> tuple[float, float] | None:
        """Where the middle number of a street is, for one whose course is not known."""
        row = self._file.execute(
            "SELECT lon, lat FROM house WHERE place = ? ORDER BY first, suffix LIMIT 1 "
            "OFFSET (SELECT count(*) / 2 FROM house WHERE place = ?)",
            (number, number),
        ).fetchone()
        return (float(row[0]), float(row[1])) if row else None

    def _hear(self, city: str, postcode: str) -> None:
        if city and postcode:
            self._postcodes.setdefault(fold(city), set()).add(postcode)

    def _postcode_of(self, city: str) -> str:
        """The postcode of a commune that has one only."""
        heard = self._postcodes.get(fold(city), set())
        return next(iter(heard)) if len(heard) == 1 else ""


def _middle(courses: Sequence[LineString]) -> tuple[float, float]:
    """The point half-way along the longest piece of a street."""
    merged = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(list(courses))))
    longest = max(merged, key=lambda line: (line.length, line.bounds))
    at = longest.interpolate(0.5, normalized=True)
    return at.x, at.y


def _box(course: LineString) -> tuple[float, float, float, float]:
    west, south, east, north = course.bounds
    return west, east, south, north
