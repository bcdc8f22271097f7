"""What the law and the map say of a place by its INSEE code: legal time, projection, public holidays, school zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

type Feasts = Literal["national", "alsace-moselle", "slavery", "local"]
"""Which days are public holidays there: see `holidays`."""


@dataclass(frozen=True, slots=True)
class Land:
    """One of the lands the French time and projections are set for."""

    timezone: str
    crs: str
    crs_name: str
    feasts: Feasts = "national"


_METROPOLE = Land("Europe/Paris", "EPSG:2154", "RGF93 / Lambert-93")
_ALSACE_MOSELLE = Land("Europe/Paris", "EPSG:2154", "RGF93 / Lambert-93", "alsace-moselle")
_UTM20, _UTM6S = ("EPSG:5490", "RGAF09 / UTM 20 N"), ("EPSG:3297", "RGPF / UTM 6 S")
_SOUTHERN = ("EPSG:4979", "WGS 84, sans projection légale commune")

# Legal time: decree 2017-292; projections: decree 2000-1276 as amended, EPSG registry. The longest prefix holds.
_LANDS: Mapping[str, Land] = {
    "57": _ALSACE_MOSELLE,
    "67": _ALSACE_MOSELLE,
    "68": _ALSACE_MOSELLE,
    "971": Land("America/Guadeloupe", *_UTM20, "slavery"),
    "972": Land("America/Martinique", *_UTM20, "slavery"),
    "973": Land("America/Cayenne", "EPSG:2972", "RGFG95 / UTM 22 N", "slavery"),
    "974": Land("Indian/Reunion", "EPSG:2975", "RGR92 / UTM 40 S", "slavery"),
    "975": Land("America/Miquelon", "EPSG:4467", "RGSPM06 / UTM 21 N"),
    "976": Land("Indian/Mayotte", "EPSG:4471", "RGM04 / UTM 38 S", "slavery"),
    "977": Land("America/St_Barthelemy", *_UTM20, "slavery"),
    "978": Land("America/Marigot", *_UTM20, "slavery"),
    "984": Land("Indian/Kerguelen", *_SOUTHERN, "local"),
    "98413": Land("Indian/Reunion", *_SOUTHERN, "local"),
    "98414": Land("Antarctica/DumontDUrville", *_SOUTHERN, "local"),
    "98415": Land("Indian/Mayotte", *_SOUTHERN, "local"),
    "986": Land("Pacific/Wallis", "EPSG:8903", "RGWF96 / UTM 1 S", "local"),
    "987": Land("Pacific/Tahiti", *_UTM6S, "local"),
    "98719": Land("Pacific/Gambier", "EPSG:3299", "RGPF / UTM 8 S", "local"),
    **{
        marquesas: Land("Pacific/Marquesas", "EPSG:3298", "RGPF / UTM 7 S", "local")
        for marquesas in ("98718", "98723", "98731", "98746", "98756", "98757")
    },
    "988": Land("Pacific/Noumea", "EPSG:3163", "RGNC91-93 / Lambert", "local"),
    "989": Land("Etc/GMT+8", *_SOUTHERN, "local"),
}

# Order of the minister of education: zones, by department. Corsica and overseas have calendars of their own.
_SCHOOL_ZONES: Mapping[str, str] = {
    "A": "25 39 70 90 24 33 40 47 64 03 15 43 63 21 58 71 89 07 26 38 73 74 19 23 87 01 42 69 16 17 79 86",
    "B": "04 05 13 84 02 60 80 59 62 54 55 57 88 44 49 53 72 85 06 83 14 27 50 61 76 18 28 36 37 41 45 08 10 51 52 "
    "22 29 35 56 67 68",
    "C": "77 93 94 75 78 91 92 95 11 30 34 48 66 09 12 31 32 46 65 81 82",
}
SCHOOL_ZONE: Mapping[str, str] = {
    department: zone for zone, departments in _SCHOOL_ZONES.items() for department in departments.split()
}
"""A, B or C by department; none elsewhere."""


def department_of(insee: str) -> str:
    """The department, or the overseas land, of a commune."""
    return insee[:3] if insee.startswith(("97", "98")) else insee[:2]


def land_of(insee: str) -> Land:
    """What holds where this commune is."""
    found = (insee[:length] for length in (5, 3, 2) if insee[:length] in _LANDS)
    return _LANDS[key] if (key := next(found, None)) else _METROPOLE
