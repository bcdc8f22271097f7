"""Checks: what officers were told, where and when; where each of them checks."""

from piccolo.columns import JSONB, UUID, Boolean, Bytea, DoublePrecision, Timestamptz, Varchar
from piccolo.table import Table

from tenants.database import DB


class PassCheck(Table, db=DB):
    """Territory-owned: one scan or one typed plate; its number is given by the device, so that it is kept once."""

    territory = Varchar(length=64)
    id = UUID(primary_key=True)
    officer = UUID(null=True, default=None)
    at = Timestamptz()
    received_at = Timestamptz()
    answer = Varchar(length=20)
    means = Varchar(length=5)
    code = Bytea(null=True, default=None, help_text="The name of the pass, where one was read.")
    zone = Varchar(length=80, default="")
    lon = DoublePrecision(null=True, default=None, help_text="To a hundred metres.")
    lat = DoublePrecision(null=True, default=None)
    plate = Varchar(length=16, default="", help_text="Only where the right was not verified; blank past its term.")
    data_at = Timestamptz(null=True, default=None, help_text="Of when what was judged by was.")
    doubled = Boolean(default=False, help_text="The same pass, in two places at once.")
    stamped_at = Timestamptz(null=True, default=None, help_text="The hour that the telephone of a fleet signed.")
    replayed = Boolean(default=False, help_text="A code that lives half a minute, read by two officers apart.")


class CheckBeat(Table, db=DB):
    """Territory-owned: the zones that an officer is for; all of them where there is no row, or an empty one."""

    territory = Varchar(length=64)
    officer = UUID(primary_key=True)
    zones = JSONB(default="[]")
    set_at = Timestamptz()
    set_by = UUID(null=True, default=None)


CHECK_TABLES = (PassCheck, CheckBeat)
CHECK_PRIVILEGES = {
    "pass_check": "SELECT, INSERT, UPDATE, DELETE", "check_beat": "SELECT, INSERT, UPDATE, DELETE",
}  # fmt: skip
