"""A commented file to edit, and what can be said of two texts."""

from rules.edits.revise import Edit, revise
from rules.edits.tree import Value
from rules.log import Log
from rules.model import Source
from rules.source import Listing, Node, Scalar, read_source

COMMENTED = """\
# En-tête du fichier.
schema: joptimiz/rules@1   # la langue

orders:
  A-1: {title: Arrêté « un », signed: 2026-02-03}  # le premier
  # Le second, à vérifier.
  A-2:
    title: 'L''arrêté deux'
    url: "https://ville.example/2.pdf"

zones:
  centre: {kind: ztl, name: Centre, geometry: zones/centre.geojson}
  quais:   # au bord de l’eau
    kind: pedestrian
    geometry: zones/quais.geojson

rules:
  # La règle du centre.
  - id: ztl          # son nom
    do: prohibit
    zones: [centre, quais]   # les deux

    when: {time: "05:00-23:00"}
    order: A-1
    article: "2"

  - {id: livraison, do: allow, overrides: [ztl], zones: [centre],
     if: {all: [{activity: {in: [delivery]}}, {gvw_kg: {lte: 3500}}]}, # moins de 3,5 t
     order: A-2, article: "4"}
  # Une liste en hauteur.
  - id: gabarit
    do: prohibit
    zones:
      - centre
      # jusqu’au pont
      - quais  # fin
    order: A-2
    quote: |
      Première ligne.
      Deuxième ligne.
    article: a_verifier
tests:
  - {name: Dix heures, at: "2026-06-02T10:59", zone: centre, expect: forbidden, by: [ztl]}
  - {name: Midi, like: Dix heures, at: "2026-06-02T12:00", expect: forbidden}
# Fin.
"""


def edited(text: str, *edits: Edit) -> str:
    """A text once edited."""
    return revise(text, edits).apply(text)


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that differ: those gone and those come."""
    old, new = before.split("\n"), after.split("\n")
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


def said(text: str) -> Value:
    """What a file says to the house's own reader."""
    log = Log()
    root = read_source(Source("f", text), log)
    assert log.problems == ()
    assert root is not None
    return _value(root)


def _value(node: Node) -> Value:
    if isinstance(node, Scalar):
        return None if node.empty else node.text
    if isinstance(node, Listing):
        return [_value(item) for item in node.items]
    return {key: _value(inner) for key, (_, inner) in node.entries.items()}


def section(text: str, name: str) -> dict[str | int, Value]:
    """What a section says, each member by its name or number."""
    tree = said(text)
    assert isinstance(tree, dict)
    held = tree[name]
    assert isinstance(held, dict | list)
    return dict(held.items() if isinstance(held, dict) else enumerate(held))


def group(value: Value) -> dict[str, Value]:
    """A value that must be a group."""
    assert isinstance(value, dict)
    return value
