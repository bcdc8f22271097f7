"""Derogations in the schema that we propose: for those who control, for their carrier, for everybody."""

from connectors.derogations.counting import Count, count_open
from connectors.derogations.reading import Report, read
from connectors.derogations.records import Derogation
from connectors.derogations.schemas import VARIANTS, schema_of
from connectors.derogations.writing import FORMS, Loss, write

__all__ = ["FORMS", "VARIANTS", "Count", "Derogation", "Loss", "Report", "count_open", "read", "schema_of", "write"]
