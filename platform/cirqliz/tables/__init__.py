"""The tables of derogations."""

from pathlib import Path

from cirqliz.tables.documents import DOCUMENT_PRIVILEGES, DOCUMENT_TABLES
from tenants.owned import Owned

CIRQLIZ = Owned(
    "cirqliz",
    Path(__file__).parent / "register.yaml",
    carrier=DOCUMENT_TABLES,
    privileges=DOCUMENT_PRIVILEGES,
)
