"""What people call the columns of a list of vehicles, in French and in English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.core.drafts import LABELS
from accounts.core.measures import fits, read_unit
from rules.model import Problem
from rules.vocabulary import FACTS
from rules.written.folding import fold

_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "plate": (
        "plaque", "immatriculation", "immat", "immatriculations", "numero d immatriculation", "n d immatriculation",
        "no d immatriculation", "n immatriculation", "plaque d immatriculation", "a", "plate", "license plate",
        "licence plate", "registration", "registration number", "registration plate", "number plate", "reg",
    ),
    "country": ("pays", "country", "nationalite", "pays d immatriculation"),
    "name": (
        "nom", "name", "libelle", "designation", "surnom", "n de parc", "numero de parc", "parc", "code parc", "label",
        "modele", "model", "vehicule", "vehicle", "reference",
    ),
    "category": ("categorie", "category", "j", "genre", "categorie j", "classe", "type"),
    "gvw_kg": (
        "ptac", "f 2", "f2", "poids", "masse", "poids total autorise en charge", "masse maximale", "gvw", "gvwr",
        "gross vehicle weight", "max weight", "mma",
    ),
    "gcw_kg": ("ptra", "f 3", "f3", "poids total roulant autorise", "gcw", "gcwr", "gross combination weight"),
    "length_cm": ("longueur", "long", "length", "longueur hors tout", "longueur totale"),
    "width_cm": ("largeur", "larg", "width", "largeur hors tout"),
    "height_cm": ("hauteur", "haut", "height", "hauteur hors tout", "hauteur totale"),
    "axle_load_kg": ("charge a l essieu", "charge essieu", "essieu", "axle load", "axle weight", "charge par essieu"),
    "critair": ("crit air", "critair", "vignette", "vignette crit air", "vignette critair", "classe crit air", "cqa"),
    "energy": ("energie", "carburant", "p 3", "p3", "motorisation", "energy", "fuel", "fuel type", "source d energie"),
    "body": (
        "carrosserie", "j 3", "j3", "carrosserie j 3", "carrosserie nationale", "type de carrosserie", "body",
        "bodywork", "body type",
    ),
    "euro": ("norme euro", "euro", "v 9", "v9", "norme", "euro norm", "euro standard", "emission standard", "norme ue"),
    "first_registered": (
        "premiere immatriculation", "date de premiere immatriculation", "1ere immatriculation", "1re immatriculation",
        "date de 1ere immatriculation", "date de 1re immatriculation", "mise en circulation", "b", "mec",
        "date de mise en circulation", "date de premiere mise en circulation", "date mec", "first registration",
        "first registration date", "date of first registration", "dpmc", "date 1ere immat", "1ere immat",
    ),
    "plug_in": ("rechargeable", "hybride rechargeable", "plug in", "phev"),
}  # fmt: skip
_FACT_OF: Mapping[str, str] = {word: fact for fact, words in _SYNONYMS.items() for word in (*words, fold(fact))}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its title, the fact it holds (None: ignored) and the unit its title gives."""

    title: str
    fact: str | None = None
    unit: str | None = None


def recognise(title: str) -> Column:
    """A column by its title."""
    said = title.strip()
    words = fold(said)
    fact = _FACT_OF.get(words)
    unit = read_unit(said)
    if fact is None and unit is not None:
        bare = words.removesuffix(fold(unit)).removesuffix(" en ").strip().removesuffix(" en")
        fact = _FACT_OF.get(bare)
    measured = fact in FACTS and FACTS[fact].counts if fact else False
    return Column(said, fact, unit if fact and measured and fits(fact, unit) else None)


def read_columns(titles: Sequence[str]) -> tuple[Column, ...] | tuple[Problem, ...]:
    """The columns of a file by its first line, or what is wrong with it."""
    columns = tuple(recognise(title) for title in titles)
    problems = []
    for place, column in enumerate(columns, 1):
        first = next(before for before, other in enumerate(columns, 1) if other.fact == column.fact)
        if column.fact is not None and first != place:
            said = f"Les colonnes {first} et {place} disent toutes deux « {LABELS[column.fact]} »."
            problems.append(Problem("column_twice", said, "Retirez-en une, ou renommez-la.", line=1, column=place))
    if not any(column.fact == "plate" for column in columns):
        said = "La première ligne ne nomme aucune colonne « Plaque »."
        hint = "Mettez en première ligne les noms des colonnes : Plaque, Catégorie, PTAC, Énergie, Crit’Air…"
        problems.append(Problem("column_plate", said, hint, line=1, column=1))
    return tuple(problems) if problems else columns
