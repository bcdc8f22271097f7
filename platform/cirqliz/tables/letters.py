"""What a territory signs its letters with, and those that were written together."""

from piccolo.columns import JSONB, UUID, Bytea, Date, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from tenants.database import DB


class LetterSender(Table, db=DB):
    """Territory-owned: what letters are signed with; a change is another row, so that each can be taken back."""

    territory = Varchar(length=64)
    number = Integer(primary_key=True)
    signer = Text(default="")
    role = Text(default="")
    delegation = Text(default="", help_text="The act that lets somebody sign for the authority.")
    court = Text(default="", help_text="The administrative court, with its preposition.")
    service = Text(default="")
    address = Text(default="", help_text="Its postal lines, where a decision is asked to be seen again.")
    phone = Text(default="")
    email = Text(default="", help_text="Empty for the contact of its pages.")
    privacy = Text(default="", help_text="Who answers about personal data.")
    silence = Varchar(length=6, default="", help_text="What two months without answer mean.")
    checked_by = Text(default="")
    checked_on = Date(null=True, default=None)
    texts = Varchar(length=10, default="", help_text="The wording that was checked; empty for none.")
    written_by = UUID()
    written_at = Timestamptz()


class LetterBatch(Table, db=DB):
    """Territory-owned: letters written together, elsewhere, and how far that has come."""

    territory = Varchar(length=64)
    id = UUID(primary_key=True, default=UUID4())
    state = Varchar(length=9, default="waiting")
    asked_by = UUID()
    asked_at = Timestamptz()
    at = Timestamptz(help_text="When it last moved.")


class LetterRow(Table, db=DB, tablename="letter"):
    """Territory-owned: a letter of a batch, as it was to be said, then as it was drawn."""

    territory = Varchar(length=64)
    batch = UUID()
    number = Integer(primary_key=True)
    name = Text(help_text="Of its file.")
    record = JSONB(default="{}")
    pdf = Bytea(null=True, default=None)


LETTER_TABLES = (LetterSender, LetterBatch, LetterRow)
LETTER_PRIVILEGES = {
    "letter_sender": "SELECT, INSERT",
    "letter_batch": "SELECT, INSERT, UPDATE, DELETE",
    "letter": "SELECT, INSERT, UPDATE",
}
