"""Postal addresses as La Poste reads them (NF Z 10-011): six lines, 38 signs at most, capitals at the end; pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields

from rules.model import Problem
from rules.written.countries import FRANCE, country_name, read_country

LONGEST_LINE = 38
LABELS = {
    "recipient": "Service ou personne", "building": "Bâtiment, étage, entrée", "street": "Numéro et rue",
    "place": "Lieu-dit ou boîte postale", "postcode": "Code postal", "commune": "Commune", "land": "Pays de l’adresse",
}  # fmt: skip
_POSTCODE = re.compile(r"[0-9]{5}")


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """The lines of an address below the name of who lives there; `land` is a country of two letters."""

    recipient: str = ""
    building: str = ""
    street: str = ""
    place: str = ""
    postcode: str = ""
    commune: str = ""
    land: str = FRANCE

    @property
    def last_line(self) -> str:
        """Postcode and commune, as they stand on one line."""
        return f"{self.postcode} {self.commune}".strip()

    def lines(self) -> tuple[str, ...]:
        """As a letter from France bears it: capitals from the street on, the country where it is another."""
        first = tuple(each for each in (self.recipient, self.building) if each)
        last = tuple(_capitals(each) for each in (self.street, self.place, self.last_line) if each)
        abroad = () if self.land == FRANCE else (_capitals(country_name(self.land)),)
        return (*first, *last, *abroad)


def read_address(typed: Mapping[str, str]) -> tuple[PostalAddress | None, tuple[Problem, ...]]:
    """An address from a form, None where nothing is written, and every fault of it."""
    said = {each.name: " ".join(typed.get(each.name, "").split()) for each in fields(PostalAddress)}
    land = read_country(said.pop("land") or FRANCE)
    if not any(said.values()):
        return None, ()
    problems = [_long(name) for name, text in said.items() if len(text) > LONGEST_LINE or not text.isprintable()]
    if isinstance(land, Problem):
        problems.append(_wrong("land", "Ce pays n’est pas connu.", "Choisissez-le dans la liste."))
        return None, tuple(problems)
    found = PostalAddress(**said, land=land)
    if not (found.street or found.place):
        problems.append(_wrong("street", "Il manque la rue, ou le lieu-dit.", "Remplissez l’un des deux."))
    if not found.commune:
        problems.append(_wrong("commune", "Il manque la commune.", "Écrivez-la, ou videz tout pour ne pas en donner."))
    if land == FRANCE and not _POSTCODE.fullmatch(found.postcode):
        problems.append(_wrong("postcode", "Un code postal français a cinq chiffres.", "Par exemple 06500."))
    elif len(found.last_line) > LONGEST_LINE and not problems:
        problems.append(
            _wrong("commune", "Code postal et commune tiennent sur une ligne.", "38 signes au plus à eux deux.")
        )
    return (None if problems else found), tuple(problems)


def _capitals(text: str) -> str:
    """Without accents nor punctuation, so that sorting machines read them."""
    plain = "".join(each for each in unicodedata.normalize("NFD", text) if unicodedata.category(each) != "Mn")
    return " ".join("".join(" " if unicodedata.category(each)[0] == "P" else each for each in plain).upper().split())


def _long(name: str) -> Problem:
    return _wrong(name, f"Cette ligne dépasse {LONGEST_LINE}\u00a0signes.", "Abrégez : « av. », « bd », « bât. ».")


def _wrong(name: str, message: str, hint: str) -> Problem:
    return Problem(f"address_{name}", message, hint, pointer=f"/{name}")
