"""One line of a file of bays, being read."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from numeriz.core.bay import Described
from numeriz.core.hours import Schedule, minutes, read_cds, read_osm
from numeriz.core.importing.cells import read_amount, read_equipment, read_flag, read_measure, read_word
from numeriz.core.importing.places import Point, point_of, ring_of
from rules.model import GeoJSON, Problem
from rules.written.folding import fold
from rules.written.lines import Row

_FAULTS = {
    "quote": ("Un guillemet n’est pas refermé sur cette ligne.", "Refermez-le, ou retirez-le."),
    "long": ("Cette ligne est trop longue pour être lue.", "Vérifiez que chaque aire a sa ligne."),
}
_FLAGS = ("marking_conform", "kerb_lowered", "order_present")
_WORDS = ("arrangement", "side", "setting", "marking", "kind", "stay_control")
_BESIDE = {"droit": "Au droit du numéro", "face": "En face du numéro", "angle": "À l’angle"}
_WHOLE_WEEK = range(7)


class Line:
    """Its problems, what is only told of it, and the bay it says."""

    def __init__(self, cells: Mapping[str, str], row: Row, units: Mapping[str, str]) -> None:
        self._cells, self._row, self._units = cells, row, units
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []

    def bay(self, project: Callable[[Sequence[Point]], Sequence[Point]]) -> Described | None:
        """The bay; nothing where there are problems, all of which are told."""
        if self._row.fault:
            self._add("line", Problem("line_uncut", *_FAULTS.get(self._row.fault, _FAULTS["quote"])))
            return None
        point = point_of(self._cells)
        if point is None:
            said = "La position manque, ou ne se lit pas."
            self._add("lon", Problem("bay-lon", said, "Complétez-la, ou placez l’aire sur la carte."))
        given = {**self._closed(), **self._measured(), **self._told()}
        schedule = self._schedule()
        if point is None or self.problems:
            return None
        ((lon, lat),) = project([point])
        return Described(
            **given, lon=round(lon, 7), lat=round(lat, 7), schedule=schedule, outline=self._outline(project),
            reference=self._text("reference") or f"{lat:.5f},{lon:.5f}",
        )  # fmt: skip

    def _add(self, field: str, problem: Problem) -> None:
        self.problems.append(Problem(problem.code, problem.message, problem.hint, pointer=field))

    def _note(self, code: str, said: str, hint: str) -> None:
        self.notes.append(Problem(code, said, hint, line=self._row.number))

    def _text(self, name: str) -> str:
        return " ".join(self._cells.get(name, "").replace("\0", "").split())

    def _taken[T](self, field: str, value: T | Problem) -> T | None:
        if isinstance(value, Problem):
            self._add(field, value)
            return None
        return value

    def _closed(self) -> dict[str, Any]:
        """What has a closed list of words, and yes or no."""
        found: dict[str, Any] = {name: self._taken(name, read_word(name, self._text(name))) for name in _WORDS}
        found |= {name: self._taken(name, read_flag(self._text(name))) for name in _FLAGS}
        active = self._taken("active", read_flag(self._text("active")))
        rough = self._taken("approximate", read_flag(self._text("approximate")))
        equipment = self._taken("equipment", read_equipment(self._text("equipment")))
        return {
            **found, "active": active is not False, "approximate": rough is True,
            "equipment": equipment or (), "sign": self._sign(),
        }  # fmt: skip

    def _sign(self) -> str | None:
        there = self._taken("sign_present", read_flag(self._text("sign_present")))
        state = self._taken("sign", read_word("sign", self._text("sign")))
        if there is False:
            return "absent"
        return state or ("present" if there else None)

    def _measured(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, label in (("length", "Longueur"), ("width", "Largeur")):
            unit = self._units.get(name, "cm")
            found[f"{name}_cm"] = self._taken(name, read_measure(self._text(name), label, unit))
        stay = self._taken("stay", read_amount(self._text("stay"), "Durée maximale"))
        places = self._taken("places", read_amount(self._text("places"), "Places"))
        charging = self._taken("charging_kw", read_amount(self._text("charging_kw"), "Puissance"))
        return {
            **found,
            "stay_max_min": None if stay is None else round(stay),
            "places": 1 if places is None else round(places),
            "charging_kw": charging,
        }

    def _told(self) -> dict[str, str]:
        parts = (self._text("number"), self._text("way"), self._text("address"))
        address = " ".join(part for part in parts if part)
        beside = _BESIDE.get(fold(self._text("beside")), self._text("beside"))
        comment = ". ".join(part for part in (self._text("comment"), beside) if part)
        url = self._text("order_url")
        if url and not url.startswith(("http://", "https://")):
            self._note("bay-order_url", "L’adresse de l’arrêté n’est pas une adresse web : laissée.", "Corrigez-la.")
            url = ""
        name = self._text("name") or address or self._text("reference") or "Aire de livraison"
        return {
            "name": name[:200], "address": address[:200], "comment": comment[:1_000], "order_url": url[:500],
            "postcode": self._text("postcode"), "commune": self._text("commune")[:100],
        }  # fmt: skip

    def _outline(self, project: Callable[[Sequence[Point]], Sequence[Point]]) -> GeoJSON | None:
        ring = ring_of(self._cells)
        if len(ring) < 4:
            if self._text("outline") and len(ring) != 1:
                self._note("bay-outline", "L’emprise ne se lit pas : la position seule est gardée.", "Redessinez-la.")
            return None
        return {"type": "Polygon", "coordinates": [[[round(x, 7), round(y, 7)] for x, y in project(ring)]]}

    def _schedule(self) -> Schedule | None:
        """OpenStreetMap says the most; where CDS says something else, that is told."""
        osm, wrong_osm = read_osm(self._text("hours_osm"))
        cds, wrong_cds = read_cds(self._text("hours_cds"))
        for problem in wrong_osm:
            self._add("hours_osm", problem)
        for problem in wrong_cds:
            self._add("hours_cds", problem)
        if osm is not None and cds is not None and osm.week != cds.week:
            self._note(
                "bay-hours", "Les deux colonnes d’horaires se contredisent : OpenStreetMap est gardé.", "Vérifiez."
            )
        return osm or cds or self._from_two()

    def _from_two(self) -> Schedule | None:
        first, last = self._text("hours_from"), self._text("hours_to")
        if not first and not last:
            return None
        start, end = minutes(first), minutes(last)
        if start is None or end is None:
            self._add("hours_from", Problem("hours", f"« {first}-{last} » ne sont pas des heures.", "Écrivez 08:00."))
            return None
        if start == end:
            self._note("bay-hours", f"{first} à {last} : lues comme des horaires non renseignés.", "Complétez-les.")
            return None
        self._note("bay-days", "Les jours ne sont pas dits : lus comme tous les jours.", "Corrigez-les au besoin.")
        return Schedule.of([(_WHOLE_WEEK, start, end)])
