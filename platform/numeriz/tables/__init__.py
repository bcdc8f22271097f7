"""The tables of bays and stays."""

from pathlib import Path

from numeriz.tables.alerts import ALERT_PRIVILEGES, ALERT_TABLES
from numeriz.tables.bays import BAY_PRIVILEGES, BAY_TABLES
from numeriz.tables.stays import STAY_NATIONAL, STAY_OWNED, STAY_PRIVILEGES, STAY_SHARED
from tenants.owned import Owned

NUMERIZ = Owned(
    "numeriz",
    Path(__file__).parent / "register.yaml",
    national=STAY_NATIONAL,
    territory=(*BAY_TABLES, *STAY_OWNED, *ALERT_TABLES),
    shared=STAY_SHARED,
    privileges={**BAY_PRIVILEGES, **STAY_PRIVILEGES, **ALERT_PRIVILEGES},
)
