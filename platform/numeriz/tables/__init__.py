"""The tables of bays and stays."""

from pathlib import Path

from numeriz.tables.bays import BAY_PRIVILEGES, BAY_TABLES
from tenants.owned import Owned

NUMERIZ = Owned(
    "numeriz",
    Path(__file__).parent / "register.yaml",
    territory=BAY_TABLES,
    privileges=BAY_PRIVILEGES,
)
