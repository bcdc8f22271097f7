"""What a federation says to a carrier, and the counts it reads, in words."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.core.letters import Letter, one_line, read_address
from accounts.core.typography import typeset
from accounts.core.wording import CATEGORY_WORDS, CRITAIR_WORDS, ENERGY_WORDS
from rules.model import Problem
from rules.written.companies import read_siret

SHARED = (
    "le nombre de véhicules de tous ses membres ensemble, par énergie, vignette Crit’Air, catégorie et poids",
    "jamais un chiffre qui vient de moins de cinq transporteurs, ni qu’un seul fait aux quatre cinquièmes",
    "des nombres arrondis à 5 ; ni plaque, ni véhicule, ni conducteur",
)
"""What a carrier shares by accepting; the federation knows its name besides."""
UNKNOWN = "Non renseigné"
OTHERS = "Autres, regroupés"
WEIGHT_WORDS: Mapping[str, str] = {
    "light": "Jusqu’à 3,5\u00a0t", "medium": "De 3,5 à 12\u00a0t", "heavy": "Plus de 12\u00a0t",
}  # fmt: skip
BREAKDOWNS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "energy": ("Énergie", ENERGY_WORDS), "critair": ("Crit’Air", CRITAIR_WORDS),
    "category": ("Catégorie", CATEGORY_WORDS), "weight": ("Poids (PTAC)", WEIGHT_WORDS),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Count:
    """So many vehicles, rounded to 5; `value` is None for what is grouped."""

    dimension: str
    value: str | None
    vehicles: int

    @property
    def label(self) -> str:
        """The group in words."""
        if self.dimension == "total":
            return ""
        if self.value is None:
            return OTHERS
        words = BREAKDOWNS[self.dimension][1]
        return UNKNOWN if self.value == "unknown" else words.get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class Named:
    """A carrier that is invited, by one of the two."""

    siret: str | None = None
    email: str | None = None


def read_named(text: str) -> Named | Problem:
    """Whom a federation means: the one with an @ is an address, any other a SIRET."""
    if "@" in text:
        address = read_address(text)
        return Named(email=address) if isinstance(address, str) else _at_field(address)
    siret = read_siret(text)
    return Named(siret=siret) if isinstance(siret, str) else _at_field(siret)


def letter_to_carrier(to: str, federation: str, until: str, link: str) -> Letter:
    """The letter that asks an address to join."""
    shared = "\n".join(f"- {typeset(each)} ;" for each in SHARED).removesuffix(" ;") + "."
    text = typeset(
        f"Bonjour,\n\n{federation} vous invite à la rejoindre sur JOPTIMIZ. Si vous acceptez, elle lira :"
    ) + (
        f"\n\n{shared}\n\n"
        + typeset(f"Pour répondre, identifiez-vous avec cette adresse avant le {until}, comme responsable de votre "
                  "organisation, puis ouvrez :")
        + f"\n\n{link}\n\nSans réponse de vous, rien n’est partagé. Vous pourrez partir quand vous voudrez."
    )  # fmt: skip
    return Letter(to, one_line(f"Invitation à rejoindre {federation} sur JOPTIMIZ"), text)


def write_counts(counts: Iterable[Count]) -> bytes:
    """The counts as a file: UTF-8 with its mark, semicolons, titles in French."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Répartition", "Groupe", "Véhicules (arrondis à 5)"])
    for each in counts:
        title = "Total" if each.dimension == "total" else BREAKDOWNS[each.dimension][0]
        writer.writerow([title, each.label, each.vehicles])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _at_field(problem: Problem) -> Problem:
    return Problem(problem.code, problem.message, problem.hint, pointer="/named")
