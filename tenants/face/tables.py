"""The table of faces."""

from piccolo.columns import UUID, Array, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from tenants.database import DB


class TerritoryFace(Table, db=DB):
    """Territory-owned: what a territory says of itself; a change is another row, so that each can be taken back."""

    territory = Varchar(length=64)
    number = Integer(primary_key=True)
    name = Text(default="", help_text="The name its pages go by; empty for the one of its rulebook.")
    contact = Text(default="", help_text="The address that mistakes are told to.")
    publisher = Text(default="", help_text="Name and postal address of who publishes.")
    director = Text(default="", help_text="Who answers in law for what is published.")
    host = Text(default="", help_text="Name, postal address and telephone of the host.")
    bearers = Text(default="", help_text="Who bears the programme it is part of.")
    colour = Varchar(length=7, default="")
    logo = Bytea(null=True, default=None, help_text="A PNG drawn anew.")
    hidden = Array(base_column=Varchar(length=20), default=list, help_text="Layers of the map shown on demand only.")
    written_by = UUID()
    written_at = Timestamptz()


FACE_TABLES = (TerritoryFace,)
