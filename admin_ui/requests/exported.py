"""The rights of a carrier as files, in the schema that we propose; see `connectors/derogations`."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from cirqliz.core.codes import code_of
from cirqliz.service.carrying import Held
from connectors.derogations import Derogation, write
from connectors.derogations.records import Status
from connectors.derogations.writing import Form
from tenants.snapshot import Snapshot

FORMS: Mapping[str, Form] = {"csv": "csv", "json": "json", "zip": "datapackage"}
"""The ending of a file, and its form."""
_STATES: Mapping[str, Status] = {"suspended": "suspended", "revoked": "withdrawn", "replaced": "withdrawn"}


def export(held: Iterable[Held], form: Form, snapshot: Snapshot, now: datetime, siren: str) -> tuple[bytes, int]:
    """The file, with the SIREN of who holds them, and how many it cannot tell: those of territories without SIREN."""
    records = [replace(_record(each, snapshot, now), holder_siren=siren) for each in held]
    data, losses = write(records, "carrier", form, now)
    return data, sum(loss.column is None for loss in losses)


def _record(right: Held, snapshot: Snapshot, now: datetime) -> Derogation:
    book, today = snapshot.rulebooks.get(right.territory), now.date()
    counted = right.quota_days is not None
    code, level = code_of(right.kind, right.terms.order, right.terms.form)
    return Derogation(
        id=str(right.id), number=right.reference or str(right.id),
        siren=(book.bundle.territory.siren if book else None) or "",
        basis=f"{right.terms.order}, art. {right.terms.article}", status=_status(right, today),
        updated_at=right.state_at or right.granted_at, kind=code, level=level, kind_name=right.terms.name,
        plate=right.plate,
        country=right.country if right.plate else "", holder_type="company", decided_at=right.granted_at,
        start=right.starts_on, end=right.ends_on, quota_days=right.quota_days or None,
        used_days=sum(day.year == today.year for day in right.days) if counted else None, zones=right.zones,
        proofs=right.terms.proofs,
    )  # fmt: skip


def _status(right: Held, today: date) -> Status:
    if right.state in _STATES:
        return _STATES[right.state]
    return "expired" if right.ends_on is not None and right.ends_on <= today else "granted"
