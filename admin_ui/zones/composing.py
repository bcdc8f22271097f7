"""The lines that declare a zone: over its own tracé, or composed of others in the rules' own words."""

import json
import re
from collections.abc import Mapping

from connectors.communes import OutlinesMissing
from rules.model import Problem
from tenants.drafts.model import Content
from tenants.errors import Unreadable
from tenants.files import read_reference

_CODE = re.compile(r"[0-9][0-9AB][0-9]{3}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,40}")
MOST_COMMUNES = 200


def zone_lines(zone: str, kind: str, name: str, geometry: str) -> str:
    """One zone, as a line of the section `zones`; raises `Unreadable` for a kind that is none."""
    if not _KIND.fullmatch(kind):
        raise Unreadable("zone-kind", "Choisissez une sorte de zone.", "Par exemple\u00a0: zone à trafic limité.")
    return f"  {zone}: {{kind: {kind}, name: {json.dumps(name, ensure_ascii=False)}, geometry: {geometry}}}\n"


def composed_lines(zone: str, name: str, kind: str, form: Mapping[str, str], content: Content) -> str:
    """A zone that follows others: communes and tracés together, less other tracés; raises `Unreadable`."""
    codes = _codes(form.get("communes", ""))
    plus = [each.path for rank, each in enumerate(content.zones) if form.get(f"part-{rank}") == "plus"]
    minus = [each.path for rank, each in enumerate(content.zones) if form.get(f"part-{rank}") == "minus"]
    parts = [*([_communes(codes)] if codes else []), *plus]
    if not parts:
        said = "Dites de quoi la zone est faite."
        raise Unreadable("zone-parts", said, "Un code de commune, ou au moins un tracé à ajouter.")
    if len(parts) == 1 and not minus and not codes:
        said = "Une zone faite d’un seul tracé n’est pas composée."
        raise Unreadable("zone-parts", said, "Ajoutez un autre tracé, ou retirez-en un.")
    whole = parts[0] if len(parts) == 1 else f"{{union: [{', '.join(parts)}]}}"
    return zone_lines(zone, kind, name, f"{{difference: [{whole}, {', '.join(minus)}]}}" if minus else whole)


def _communes(codes: list[str]) -> str:
    return f"{{communes: [{', '.join(json.dumps(code) for code in codes)}]}}"


def _codes(text: str) -> list[str]:
    """The INSEE codes of a field, each of a commune that exists; raises `Unreadable`."""
    codes = list(dict.fromkeys(re.split(r"[\s,;]+", text.strip().upper()))) if text.strip() else []
    wrong = [code for code in codes if not _CODE.fullmatch(code)][:5]
    if not wrong and len(codes) <= MOST_COMMUNES:
        try:
            wrong = sorted(set(codes) - read_reference(codes).keys()) if codes else []
        except OutlinesMissing as error:
            raise Unreadable("outlines-missing", "Les contours des communes manquent ici.", str(error)) from error
    if wrong or len(codes) > MOST_COMMUNES:
        hint = "C’est le code INSEE, pas le code postal\u00a0: 69123 pour Lyon."
        problems = tuple(Problem("commune", f"Aucune commune ne porte le code «\u202f{code}\u202f».") for code in wrong)
        raise Unreadable("commune-unknown", "Ces communes ne sont pas connues.", hint, problems=problems)
    return codes
