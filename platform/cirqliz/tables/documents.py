"""Documents of a carrier, sealed, and who did what with them."""

from collections.abc import Mapping

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from tenants.database import DB


class Document(Table, db=DB):
    """Carrier-owned: a proof given once, for every territory; gone some days after it was removed."""

    carrier = UUID(help_text="The organisation.")
    id = UUID(primary_key=True, default=UUID4())
    proof = Text(help_text="As a kind of derogation names it: « Extrait Kbis ».")
    vehicle = UUID(null=True, default=None, help_text="Null for the carrier’s own.")
    name = Text(help_text="Of the file.")
    media_type = Varchar(length=32)
    bytes = Integer(help_text="Once open.")
    sha256 = Varchar(length=64, help_text="Of what is sealed, once open.")
    sealed = Bytea(secret=True, help_text="Under a key of its own.")
    key = Bytea(secret=True, help_text="That key, sealed by the secret of the installation.")
    added_by = UUID()
    added_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(null=True, default=None, help_text="From when it is no longer valid; null: no end.")
    removed_at = Timestamptz(null=True, default=None)


class DocumentTrace(Table, db=DB):
    """Carrier-owned: who added, opened, removed or took back a document; only ever added."""

    carrier = UUID(help_text="The organisation.")
    id = UUID(primary_key=True, default=UUID4())
    document = UUID(help_text="Which may be gone.")
    what = Varchar(length=8)
    person = UUID()
    at = Timestamptz(default=TimestamptzNow())


DOCUMENT_TABLES: tuple[type[Table], ...] = (Document, DocumentTrace)
DOCUMENT_PRIVILEGES: Mapping[str, str] = {
    "document": "SELECT, INSERT, UPDATE, DELETE",
    "document_trace": "SELECT, INSERT, DELETE",
}
