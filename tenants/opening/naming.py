"""The short name a territory keeps for ever: from its name, whoever opens first."""

import re
from collections.abc import Collection, Mapping
from itertools import chain, count

from connectors.addresses.words import fold
from connectors.administrative import Authority, Table

LONGEST = 56
"""Leaves room for what a sandbox adds."""
SANDBOX = "-essai"
_ARTICLES = re.compile(r"^(?:de |du |des |d |la |le |les |l )+")
_KINDS = re.compile(r"^(?:cc|ca|cu) ")


def plain_slug(name: str) -> str:
    """The words of a name that tell it, joined by hyphens."""
    plain = _ARTICLES.sub("", _KINDS.sub("", fold(name))) or fold(name)
    cut = plain.replace(" ", "-")
    return cut if len(cut) <= LONGEST else cut[: LONGEST + 1].rpartition("-")[0]


def free_slug(wanted: str, siren: str, taken: Collection[str]) -> str:
    """This name, else with the SIREN after it, else numbered too: a closed territory keeps its own for its proofs."""
    if wanted not in taken:
        return wanted
    long = f"{wanted[: LONGEST - len(siren) - 4].rstrip('-')}-{siren}"
    numbered = (f"{long}-{number}" for number in count(2))
    return next(slug for slug in chain((long,), numbered) if slug not in taken)


def slugs_of(table: Table) -> Mapping[str, str]:
    """The slug of every authority by SIREN, each its own, whatever was opened before.

    Namesakes carry their department, then their SIREN; a commune leaves the plain name to a grouping.
    """
    groups: dict[str, list[Authority]] = {}
    for authority in table.authorities.values():
        groups.setdefault(plain_slug(authority.name), []).append(authority)
    slugs: dict[str, str] = {}
    for plain, namesakes in groups.items():
        # A grouping alone of its kind keeps the name; so does a commune no grouping is named after.
        first = [one for one in namesakes if one.kind != "COM"] or namesakes
        if len(first) == 1:
            slugs[first[0].siren] = plain
    taken = set(slugs.values())
    for plain, namesakes in groups.items():
        left = [one for one in namesakes if one.siren not in slugs]
        wanted = [f"{plain}-{one.departments[0].lower()}" if one.departments else plain for one in left]
        for one, slug in zip(left, wanted, strict=True):
            alone = wanted.count(slug) == 1 and slug not in taken
            slugs[one.siren] = slug if alone else f"{plain}-{one.siren}"
            taken.add(slugs[one.siren])
    return slugs
