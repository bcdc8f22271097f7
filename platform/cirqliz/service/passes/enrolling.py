"""A telephone takes its link, once, and gets the pass bound to its key; it asks for it anew by that key alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from cirqliz.core.passes.cose import Fault
from cirqliz.core.passes.phones import hash_of, is_proven, is_secret
from cirqliz.core.passes.stamps import read_stamp, split
from cirqliz.core.passes.token import Opened, Refusal, kid_in, open_token, refused_stamp
from cirqliz.service.acting import by_order
from cirqliz.service.passes.issuing import issue_to
from cirqliz.service.passes.keys import PassKeys
from cirqliz.service.passes.records import READ, Held, held_of
from cirqliz.service.passes.showing import draw_codes
from tenants.audit import record
from tenants.database import scoped
from tenants.errors import Conflict, NotFound, Unreadable

_LINKED = "SELECT * FROM pass_phone WHERE territory = $1 AND link = $2 FOR UPDATE"
_ENROL = "UPDATE pass_phone SET state = 'enrolled', key = $2, enrolled_at = $3, renewed_at = $3 WHERE id = $1"
_SEEN = "UPDATE pass_phone SET renewed_at = $2 WHERE id = $1 AND state = 'enrolled'"
_GONE = "Demandez un nouveau lien à votre entreprise."
_STAMPS: Mapping[Refusal, tuple[str, str]] = {
    Refusal.STAMP_OLD: ("clock-late", "L’horloge de ce téléphone retarde."),
    Refusal.STAMP_EARLY: ("clock-early", "L’horloge de ce téléphone avance."),
    Refusal.STAMP_FORGED: ("key-other", "La clé de ce téléphone n’est pas celle de ce droit."),
    Refusal.STAMP_MISSING: ("key-other", "La clé de ce téléphone n’est pas celle de ce droit."),
}


@dataclass(frozen=True, slots=True)
class Given:
    """What a telephone gets: its pass as it stands, and the code that it stamps."""

    held: Held
    token: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A telephone that holds a link, with the key it made and the proof that it holds it."""

    territory: str
    secret: str
    key: bytes
    signature: bytes


async def enrol(keys: PassKeys, asking: Asking, now: datetime) -> Given:
    """Bind a pass to the telephone that came first; raises NotFound, Conflict, Unreadable.

    The same telephone may ask again: its answer may have been lost on the way.
    """
    if not is_secret(asking.secret):
        raise NotFound("link-unknown", "Ce lien n’est pas complet, ou n’existe pas.", _GONE)
    if not is_proven(asking.secret, asking.key, asking.signature):
        raise Unreadable("key-unproven", "La clé de ce téléphone ne se vérifie pas.", "Ouvrez le lien à nouveau.")
    async with scoped(by_order(asking.territory)) as connection:
        # Two telephones may open one link at the same time: the second waits here, and finds it taken.
        phone = await connection.fetchrow(_LINKED, asking.territory, hash_of(asking.secret))
        number = await _take(connection, phone, asking, now)
        held = await _read(connection, "p.id", number, asking.territory, now)
    return await _give(keys, held, now)


async def _take(connection: Connection, phone: Record | None, asking: Asking, now: datetime) -> UUID:
    if phone is None:
        raise NotFound("link-unknown", "Ce lien n’existe pas, ou un autre l’a remplacé.", _GONE)
    if phone["state"] == "ended":
        raise Conflict("link-ended", "Ce lien a été retiré par votre entreprise.", _GONE)
    if phone["state"] == "enrolled":
        if bytes(phone["key"]) != asking.key:
            raise Conflict("link-used", "Un autre téléphone a déjà pris ce lien.", _GONE)
        found: UUID = await connection.fetchval("SELECT id FROM pass WHERE phone = $1", phone["id"])
        return found
    if phone["link_until"] <= now:
        raise Conflict("link-over", "Ce lien a plus de 24\u00a0heures : il n’ouvre plus rien.", _GONE)
    made = await issue_to(connection, asking.territory, phone, now)
    await connection.execute(_ENROL, phone["id"], asking.key, now)
    trace = {"phone": str(phone["id"]), "pass": str(made)}
    await record(connection, f"phone {phone['id']}", "phone.enrolled", at=now, after=trace)
    return made


async def renew_code(keys: PassKeys, text: str, now: datetime) -> Given:
    """The pass of a telephone as it stands now, for its code with the hour it signed; raises Conflict, Unreadable.

    A code that is past its end is good enough to ask for the next: its key proves whose it is.
    """
    kid = kid_in(text)
    opened = kid if isinstance(kid, Fault) else open_token(text, {kid: await keys.list_named(kid)}, now)
    if isinstance(opened, Fault):
        if opened is Fault.KEY_OVER:
            raise Conflict("code-over", "Ce téléphone est resté trop longtemps sans réseau.", _GONE)
        raise Unreadable("code-unread", "Ce code n’est pas celui d’un téléphone.", _GONE)
    _check_stamp(opened, text, now)
    async with scoped(by_order(opened.territory)) as connection:
        held = await _read(connection, "p.code", opened.payload.code, opened.territory, now)
        if held is None or held.state == "revoked":
            raise Conflict("phone-ended", "Ce téléphone a été retiré : son code ne sert plus.", _GONE)
        await connection.execute(_SEEN, held.phone, now)
    return await _give(keys, held, now)


def _check_stamp(opened: Opened, text: str, now: datetime) -> None:
    """Raises Conflict unless the telephone of this pass asks, now."""
    token, written = split(text)
    stamp = read_stamp(written) if written is not None else None
    if opened.payload.device is None or isinstance(stamp, Fault):
        raise Unreadable("code-unread", "Ce code n’est pas celui d’un téléphone.", _GONE)
    refused = refused_stamp(opened.payload, token, stamp, now)
    if refused is not None:
        code, title = _STAMPS[refused]
        raise Conflict(code, title, _GONE if code == "key-other" else "Elle est corrigée d’après le serveur.")


async def _read(connection: Connection, column: str, value: object, territory: str, now: datetime) -> Held | None:
    row = await connection.fetchrow(f"{READ} WHERE p.territory = $2 AND {column} = $3", now, territory, value)
    return held_of(row) if row else None


async def _give(keys: PassKeys, held: Held | None, now: datetime) -> Given:
    if held is None or held.state == "revoked":
        raise Conflict("phone-ended", "Ce téléphone a été retiré : son code ne sert plus.", _GONE)
    if held.ends_at <= now:
        raise Conflict("right-over", "Ce droit est fini.", "Voyez avec votre entreprise.")
    (code,) = await draw_codes(keys, [held], now)
    return Given(held, code.token)
