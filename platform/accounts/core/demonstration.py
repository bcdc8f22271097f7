"""The people, organisations and vehicles of the demonstration: roles, never invented people nor plates that exist."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from accounts.core.drafts import Draft, FactMap
from rules.written.countries import FRANCE
from rules.written.plates import Plate

type Place = Literal["carrier", "receiver", "shipper", "federation", "riviera", "martinique-centre", "nation"]

TERRITORIES = ("riviera", "martinique-centre")
DOMAIN = "demonstration.invalid"
"""No letter goes there: RFC 6761 keeps `.invalid` for what must never exist."""
PASSWORD = "demonstration"  # noqa: S105  # printed at each start of the demonstration, on this machine alone
PLACES: Mapping[str, str] = {
    "carrier": "Transporteur de démonstration", "receiver": "Commerce de démonstration",
    "shipper": "Chargeur de démonstration", "federation": "Fédération de démonstration",
}  # fmt: skip
"""The organisations by kind. They have no SIRET: one with its key could be somebody’s."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An account to try the product with: its address before the @, its name, its role, and what it does."""

    key: str
    name: str
    role: str
    place: Place
    does: str

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.key}@{DOMAIN}"


NEWCOMERS = (
    Newcomer("responsable", "Responsable de transporteur", "owner", "carrier", "tient la flotte et ses membres"),
    Newcomer("exploitant", "Exploitant de démonstration", "dispatcher", "carrier", "tient la flotte"),
    Newcomer("conducteur", "Conducteur de démonstration", "driver", "carrier", "lit la flotte"),
    Newcomer("commerce", "Commerce de démonstration", "receiver", "receiver", "reçoit des livraisons"),
    Newcomer("chargeur", "Chargeur de démonstration", "shipper", "shipper", "expédie des marchandises"),
    Newcomer("federation", "Fédération de démonstration", "federation", "federation", "réunit des transporteurs"),
    Newcomer("territoire", "Administrateur de territoire", "admin", "riviera", "administre le territoire riviera"),
    Newcomer(
        "guichet",
        "Guichet du centre de la Martinique",
        "admin",
        "martinique-centre",
        "décide des dérogations en Martinique",
    ),
    Newcomer("valideur", "Valideur de démonstration", "validator", "riviera", "valide les arrêtés de riviera"),
    Newcomer("police", "Policier de démonstration", "police", "riviera", "contrôle dans riviera"),
    Newcomer("national", "Équipe nationale de démonstration", "operator", "nation", "exploite JOPTIMIZ"),
)

type Line = tuple[str, str, str, str, str, str, int, tuple[int, int, int]]
"""Name, category, body, energy, Euro norm, first registration, PTAC, and how long, wide and high."""
_FLEET: tuple[Line, ...] = (
    ("Vélo cargo", "L1", "", "electric", "", "2025-04-07", 250, (260, 90, 110)),
    ("Utilitaire du centre", "N1", "box", "electric", "", "2024-03-18", 2_300, (449, 186, 184)),
    ("Fourgon froid", "N1", "conditioned", "electric", "", "2023-10-02", 3_500, (599, 205, 262)),
    ("Fourgon 1", "N1", "box", "diesel", "6", "2021-06-14", 3_500, (593, 205, 252)),
    ("Fourgon 2", "N1", "box", "diesel", "6", "2019-01-28", 3_500, (593, 205, 252)),
    ("Fourgon de réserve", "N1", "box", "diesel", "5", "2013-09-09", 3_500, (554, 202, 248)),
    ("Fourgonnette", "N1", "box", "petrol", "6", "2020-02-03", 2_000, (440, 183, 183)),
    ("Hayon 12 tonnes", "N2", "box", "diesel", "6", "2018-05-22", 12_000, (850, 250, 360)),
    ("Porteur 7,5 tonnes", "N2", "curtain", "diesel", "5", "2012-11-19", 7_500, (720, 230, 330)),
    ("Porteur au gaz", "N3", "conditioned", "cng", "6", "2022-03-07", 19_000, (960, 255, 380)),
    ("Porteur 26 tonnes", "N3", "tipper", "diesel", "6", "2017-07-03", 26_000, (1_050, 255, 390)),
    ("Ancien porteur", "N3", "", "diesel", "4", "2008-02-11", 19_000, (940, 255, 375)),
    ("Dépanneuse", "N2", "recovery", "diesel", "6", "2020-09-14", 7_500, (760, 235, 290)),
)
_SMALL: tuple[tuple[int, ...], ...] = (
    (1, 3, 4, 8), (1, 3, 6, 10), (2, 4, 7, 10), (1, 2, 3, 7, 8, 10), (2, 4, 5, 8, 9), (3, 4, 8, 10),
)  # fmt: skip
"""Which of these vehicles each of the six small carriers has."""


def fleet() -> list[Draft]:
    """The vehicles of the carrier."""
    return list(_drafts(_FLEET, "DV"))


def small_fleets() -> Mapping[str, list[Draft]]:
    """The vehicles of six small carriers, by name."""
    return {
        f"Petit transporteur {number}": list(_drafts(tuple(_FLEET[place] for place in places), f"D{letter}"))
        for number, (places, letter) in enumerate(zip(_SMALL, "ABCDEF", strict=True), 1)
    }


def _drafts(lines: tuple[Line, ...], series: str) -> Iterator[Draft]:
    """The vehicles of these lines.

    Their plates begin with ZZ, the last pair of letters there is: French numbers are given in order, have come to H,
    and are decades away from Z. They read as any other, and are nobody’s. WW would not do: provisional numbers are on
    the road.
    """
    for number, (name, category, body, energy, euro, first, weight, (length, width, height)) in enumerate(lines, 101):
        facts: dict[str, int | str] = {
            "category": category, "energy": energy, "first_registered": first, "gvw_kg": weight,
            "length_cm": length, "width_cm": width, "height_cm": height,
        }  # fmt: skip
        said: FactMap = facts | ({"euro": euro} if euro else {}) | ({"body": body} if body else {})
        yield Draft(Plate(FRANCE, f"ZZ{number}{series}"), name, said)
