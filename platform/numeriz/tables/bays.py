"""Bays: what a territory has on its streets."""

from piccolo.columns import JSONB, UUID, Boolean, DoublePrecision, Integer, SmallInt, Timestamptz, Varchar
from piccolo.table import Table

from tenants.database import DB


class Bay(Table, db=DB):
    """Territory-owned: a delivery bay, in the terms of Cerema’s aire-livraison 1.0.0; null where nobody said."""

    territory = Varchar(length=64)
    id = UUID(primary_key=True, help_text="UUID; the curb_zone_id of CDS.")
    code = Varchar(length=8, help_text="Printed on the sign and typed by hand; unique in its territory.")
    reference = Varchar(length=80, help_text="ID of the territory.")
    name = Varchar(length=200)
    lon = DoublePrecision()
    lat = DoublePrecision()
    outline = JSONB(null=True, default=None, help_text="A GeoJSON Polygon.")
    places = SmallInt(default=1, help_text="How many vehicles stand there at once.")
    address = Varchar(length=200, default="")
    postcode = Varchar(length=5, default="")
    commune = Varchar(length=100, default="")
    arrangement = Varchar(length=13, null=True, default=None, help_text="DISPOSITION, as CDS says it.")
    side = Varchar(length=4, null=True, default=None, help_text="PARITE_TROTTOIR.")
    setting = Varchar(length=10, null=True, default=None, help_text="LOCALISATION.")
    length_cm = Integer(null=True, default=None)
    width_cm = Integer(null=True, default=None)
    marking = Varchar(length=7, null=True, default=None, help_text="MARQUAGE_ETAT.")
    marking_conform = Boolean(null=True, default=None)
    kind = Varchar(length=9, null=True, default=None, help_text="TYPE.")
    sign = Varchar(length=7, null=True, default=None, help_text="PANNEAU_PRESENT and PANNEAU_ETAT.")
    stay_max_min = Integer(null=True, default=None, help_text="DUREE_MAX, as the sign says it.")
    stay_control = Varchar(length=9, null=True, default=None, help_text="DUREE_CONTROLE.")
    schedule = JSONB(null=True, default=None, help_text="Spans of days and minutes; null where nobody said.")
    equipment = JSONB(default="[]")
    charging_kw = DoublePrecision(null=True, default=None)
    kerb_lowered = Boolean(null=True, default=None)
    order_present = Boolean(null=True, default=None)
    order_url = Varchar(length=500, default="")
    comment = Varchar(length=1000, default="")
    active = Boolean(default=True)
    closed_until = Timestamptz(null=True, default=None, help_text="Closed for a time: works, an event.")
    closed_reason = Varchar(length=200, default="")
    approximate = Boolean(default=False, help_text="Placed from a text, not surveyed.")
    removed_at = Timestamptz(null=True, default=None, help_text="Taken out of the inventory; its code is never reused.")
    brought_by = UUID(null=True, default=None, help_text="The import that wrote it last.")
    published_at = Timestamptz()
    updated_at = Timestamptz()
    updated_by = UUID(null=True, default=None)


class BayImport(Table, db=DB):
    """Territory-owned: a file of bays that was taken, and whether it was undone."""

    territory = Varchar(length=64)
    id = UUID(primary_key=True)
    at = Timestamptz()
    by = UUID(null=True, default=None)
    new = Integer(help_text="How many bays it brought.")
    changed = Integer(help_text="How many it changed.")
    same = Integer(help_text="How many it said again as they were.")
    left_out = Integer(help_text="How many lines were left out.")
    undone_at = Timestamptz(null=True, default=None)


class BayBefore(Table, db=DB):
    """Territory-owned: a bay as it was before an import changed it; null where it brought it."""

    territory = Varchar(length=64)
    brought_by = UUID()
    bay = UUID(primary_key=True)
    before = JSONB(null=True, default=None)


class BayWord(Table, db=DB):
    """Territory-owned: what a column of its files was said to mean, for the next one."""

    territory = Varchar(length=64)
    word = Varchar(length=120, primary_key=True)
    means = Varchar(length=40, default="")
    unit = Varchar(length=4, default="")
    said_at = Timestamptz()


BAY_TABLES = (Bay, BayImport, BayBefore, BayWord)
BAY_PRIVILEGES = {
    "bay": "SELECT, INSERT, UPDATE",
    "bay_import": "SELECT, INSERT, UPDATE",
    "bay_before": "SELECT, INSERT",
    "bay_word": "SELECT, INSERT, UPDATE, DELETE",
}
