"""Sign-up, and the letters that show an address to be somebody's: confirm, forgotten password, new address."""

from dataclasses import replace

from asyncpg import UniqueViolationError

from accounts.core.entries import (
    email_fault,
    email_of,
    language_of,
    name_fault,
    name_of,
    password_fault,
    password_of,
)
from accounts.core.faults import Fault, Unfit, refuse
from accounts.core.limits import CONFIRM, MAIL, MAIL_SOURCE, network_of
from accounts.service.identity import (
    SELF,
    Asker,
    Identity,
    check_self,
    keep_password,
    missing_proof,
    person_of,
    send,
    tell,
)
from accounts.service.letters import Kind
from accounts.service.proofs import Proof, digest_of, issue, look, take, withdraw
from accounts.service.sessions import end_others, open_session
from accounts.service.signed import Signed
from accounts.service.throttle import forget, hold
from tenants.database import NOBODY, scoped
from tenants.errors import Conflict, NotFound, Unavailable


async def sign_up(on: Identity, asker: Asker, email: str, name: str, password: str) -> None:
    """Ask for an account: the answer is the same whether the address has one, only its owner learns by mail."""
    email, name, password = email_of(email), name_of(name), password_of(password)
    refuse(name_fault(name), email_fault(email), password_fault(password, email, email.split("@")[0], name))
    await _hold_mail(on, asker, email)
    await _welcome(on, asker, Proof("verify", None, email, name, password=await on.hasher.digest(password)))


async def sign_up_with_key(on: Identity, asker: Asker, email: str, name: str) -> None:
    """Ask for an account without password: who reads the letter makes its passkey, whoever asked."""
    email, name = email_of(email), name_of(name)
    refuse(name_fault(name), email_fault(email))
    await _hold_mail(on, asker, email)
    await _welcome(on, asker, Proof("open", None, email, name))


async def forgot(on: Identity, asker: Asker, email: str) -> None:
    """Ask for a new password: a letter leaves in any case, and only its reader learns whether there is an account."""
    email = email_of(email)
    refuse(email_fault(email))
    await _hold_mail(on, asker, email)
    async with scoped(NOBODY) as connection:
        known = await person_of(connection, email)
    if known is None:
        await _send(on, asker, "stranger", email, asker.language, path="/inscription")
        return
    await _send(on, asker, "reset", email, known["language"], proof=Proof("reset", known["id"]))


async def ask_change(on: Identity, asker: Asker, signed: Signed, email: str, current: str) -> None:
    """Ask to use another address: it is written to, and nothing changes before it answers."""
    email = email_of(email)
    refuse(email_fault(email), None if current or signed.proved else missing_proof(signed))
    await check_self(on, signed, current)
    await _hold_mail(on, asker, email)
    async with scoped(NOBODY) as connection:
        known = await person_of(connection, email)
    if known is not None:
        await _send(on, asker, "taken", email, known["language"], path="/connexion")
        return
    await _send(on, asker, "change", email, asker.language, proof=Proof("change", signed.who.person, email))


async def proof_of(on: Identity, token: str) -> Proof:
    """What a link would prove; raises `NotFound` when it has served or expired."""
    async with scoped(NOBODY) as connection:
        proof = await look(connection, token, on.now())
    if proof is None or proof.purpose not in ("verify", "open", "reset", "change"):
        raise stale()
    return proof


async def confirm_account(on: Identity, asker: Asker, token: str, password: str) -> str:
    """Open the account: the password shows that who reads the letter is who signed up. The token of a session."""
    proof, at = await proof_of(on, token), on.now()
    await hold(CONFIRM, digest_of(token).hex(), at)
    if not await on.hasher.matches(proof.password, password_of(password)):
        raise Unfit(Fault("password", "confirm_wrong" if password else "password_missing"))
    try:
        async with scoped(SELF) as connection:
            taken = await take(connection, token, "verify", at)
            if taken is None or taken.password is None:
                raise stale()
            person = await connection.fetchval(
                "INSERT INTO person (email, name, language, created_at, verified_at) VALUES ($1, $2, $3, $4, $4)"
                " RETURNING id", taken.email, taken.name, taken.language, at,
            )  # fmt: skip
            await keep_password(connection, person, taken.password, at)
            await connection.execute(
                "DELETE FROM proof WHERE purpose IN ('verify', 'open') AND email = $1", taken.email
            )
            return await open_session(connection, person, ("pwd",), asker.device, at)
    except UniqueViolationError as error:
        raise already() from error


async def set_password(on: Identity, token: str, password: str) -> None:
    """Choose a new password by a link; every browser is signed out."""
    proof, at, password = await proof_of(on, token), on.now(), password_of(password)
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow("SELECT email, name, language FROM person WHERE id = $1", proof.person)
    if row is None:
        raise stale()
    refuse(password_fault(password, row["email"], row["email"].split("@")[0], row["name"]))
    digest = await on.hasher.digest(password)
    async with scoped(NOBODY) as connection:
        taken = await take(connection, token, "reset", at)
        if taken is None or taken.person is None:
            raise stale()
        await keep_password(connection, taken.person, digest, at)
        await connection.execute("DELETE FROM proof WHERE purpose = 'reset' AND person = $1", taken.person)
        await end_others(connection, taken.person, None, at)
    await tell(on, "password", row["email"], row["language"])


async def change_email(on: Identity, token: str) -> None:
    """Use the address that the link was sent to; the former one is told."""
    at = on.now()
    try:
        async with scoped(SELF) as connection:
            taken = await take(connection, token, "change", at)
            if taken is None or taken.email is None:
                raise stale()
            former = await connection.fetchrow(
                "SELECT email, language FROM person WHERE id = $1 AND closed_at IS NULL FOR UPDATE", taken.person
            )
            if former is None:
                raise stale()
            await connection.execute("UPDATE person SET email = $2 WHERE id = $1", taken.person, taken.email)
            await connection.execute("DELETE FROM proof WHERE person = $1 AND purpose <> 'add'", taken.person)
    except UniqueViolationError as error:
        raise already() from error
    await tell(on, "moved", former["email"], former["language"], email=taken.email)


async def _welcome(on: Identity, asker: Asker, proof: Proof) -> None:
    """The letter that opens an account, or one that says that there is one."""
    email, name, language = proof.email or "", proof.name or "", language_of(asker.language)
    async with scoped(NOBODY) as connection:
        known = await person_of(connection, email)
    if known is not None:
        await _send(on, asker, "known", email, known["language"], path="/connexion")
        return
    kind: Kind = "verify" if proof.purpose == "verify" else "open"
    await _send(on, asker, kind, email, language, proof=replace(proof, language=language), name=name)


async def _send(
    on: Identity,
    asker: Asker,
    kind: Kind,
    to: str,
    language: str,
    *,
    proof: Proof | None = None,
    path: str = "",
    **values: str,
) -> None:
    """Send a letter with the link that proves this, or with a mere page; without mail nothing stays of it."""
    token = None
    if proof is not None:
        async with scoped(NOBODY) as connection:
            token = await issue(connection, proof, on.now())
    try:
        await send(on, kind, to, language, link=asker.origin + (f"/confirmer/{token}" if token else path), **values)
    except Unavailable:
        if token is not None:
            async with scoped(NOBODY) as connection:
                await withdraw(connection, token)
        # It can be asked again at once.
        await forget(MAIL, to)
        raise


async def _hold_mail(on: Identity, asker: Asker, email: str) -> None:
    await hold(MAIL_SOURCE, network_of(asker.source), on.now())
    await hold(MAIL, email, on.now())


def stale() -> NotFound:
    """A link that does nothing any more."""
    return NotFound("link-stale", "Ce lien a déjà servi, ou il a expiré.", "Demandez-en un autre.")


def already() -> Conflict:
    """An address that opened its account meanwhile."""
    return Conflict("account-exists", "Cette adresse a déjà un compte.", "Connectez-vous, ou demandez un mot de passe.")
