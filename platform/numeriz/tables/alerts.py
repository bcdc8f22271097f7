"""Where a phone is told that its disc ends."""

from piccolo.columns import UUID, Timestamptz, Varchar
from piccolo.table import Table

from tenants.database import DB


class StayAlert(Table, db=DB):
    """Territory-owned: the subscription of a browser for one stay; gone with its end."""

    territory = Varchar(length=64)
    stay = UUID(primary_key=True)
    endpoint = Varchar(length=500, help_text="At the push service of the browser, outside.")
    p256dh = Varchar(length=100)
    auth = Varchar(length=40)
    soon_for = Timestamptz(null=True, default=None, help_text="The end whose last minutes were told.")
    over_for = Timestamptz(null=True, default=None, help_text="The end that was told.")
    sending_since = Timestamptz(null=True, default=None, help_text="Since when a message is on its way.")
    added_at = Timestamptz()


ALERT_TABLES = (StayAlert,)
ALERT_PRIVILEGES = {"stay_alert": "SELECT, INSERT, UPDATE, DELETE"}
