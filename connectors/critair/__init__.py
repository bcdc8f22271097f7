"""The dated table from which a Crit’Air class is read; its sources are in SOURCES.md."""

from connectors.critair.table import Line, read_nomenclature

__all__ = ["Line", "read_nomenclature"]
