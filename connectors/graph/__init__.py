"""The streets of a territory, from one extract: tileset, basemap and addresses, built aside and swapped at once."""

from connectors.graph.build import Built, GraphRefused, Sources, build_graph
from connectors.graph.opened import Graph, GraphBroken, Manifest, open_graph
from connectors.graph.store import Busy, Store, list_slugs

__all__ = [
    "Built", "Busy", "Graph", "GraphBroken", "GraphRefused", "Manifest", "Sources", "Store", "build_graph",
    "list_slugs", "open_graph",
]  # fmt: skip
