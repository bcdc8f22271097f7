"""What a territory speaks for, as an outline to cut its streets by."""

from collections.abc import Iterable
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from rules.bundle import Bundle
from rules.compiler import compile_bundle
from rules.log import nearest
from rules.model import Invalid
from rules.texts.problems import did_you_mean
from tenants.files import read_folder
from tenants.locate import geometry_of


class CoverageMissing(Exception):
    """There is no such outline; the message is French and says how to mend it."""


def coverage_of(bundle: Bundle) -> BaseGeometry:
    """The outline (degrees, WGS 84) of a published or compiled territory; raises `CoverageMissing`."""
    territory = bundle.territory
    if not territory.coverage:
        raise CoverageMissing(
            f"Le territoire « {territory.slug} » n’a pas de contour : donnez « coverage » dans son territory.yaml, "
            "publiez-le, puis recommencez."
        )
    return geometry_of(territory.coverage)


def folder_coverage(folder: Path) -> BaseGeometry:
    """The outline of a territory's folder; raises `CoverageMissing`."""
    try:
        return coverage_of(compile_bundle(*read_folder(folder)))
    except Invalid as error:
        raise CoverageMissing(
            f"Le territoire « {folder.name} » a des erreurs : « joptimiz rules check {folder} » les dit."
        ) from error


def unknown(slug: str, known: Iterable[str]) -> CoverageMissing:
    """What is said of a territory nobody knows."""
    names = sorted(known)
    near = nearest(slug, names)
    hint = did_you_mean(near) if near else f"Territoires connus : {', '.join(names) or 'aucun'}."
    return CoverageMissing(f"Le territoire « {slug} » n’existe pas ici. {hint}")
