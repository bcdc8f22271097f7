"""Deciding: one request or many; by two people where the territory wants it; who comes second is told who decided."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from asyncpg import Connection

from cirqliz.core.kinds import EARLIEST, FURTHEST
from cirqliz.service.acting import for_territory
from cirqliz.service.derogations import Act, Derogations, Given, Request, grant, request_of
from cirqliz.service.passes.issuing import issue
from cirqliz.service.standing import grant_over
from rules.canonical import Tree
from tenants.audit import record
from tenants.database import scoped
from tenants.errors import Unreadable
from tenants.facts import say
from tenants.who import Who

SECOND_PERSON = "second_person"
type What = Literal["granted", "refused", "proposed", "already", "second", "gone", "unknown"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What an officer decides: to grant or refuse, why, on which dates when they differ from those asked."""

    granted: bool
    reason: str
    article: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a decision for one request, and a sentence about it."""

    request: UUID
    what: What
    said: str
    derogation: UUID | None = None
    changed: bool = False
    """The kind has other terms today than those asked, on which it is decided."""


async def decide(on: Derogations, who: Who, requests: Sequence[UUID], decision: Decision) -> tuple[Outcome, ...]:
    """Decide all of these, each by itself; raises Refused, Unreadable for a refusal without reason."""
    scope = for_territory(who)
    reason = decision.reason.strip()
    if len(reason) > 2_000 or (not decision.granted and not reason):
        raise Unreadable(
            "reason", "Un refus dit pourquoi, en 2\u00a0000 signes au plus.", "Choisissez un motif de l’arrêté."
        )
    if any(day is not None and not EARLIEST <= day < FURTHEST for day in (decision.starts_on, decision.ends_on)):
        raise Unreadable("day-far", "Un de ces jours est trop lointain.", "Vérifiez les années.")
    outcomes: list[Outcome] = []
    late: dict[UUID, Request] = {}
    async with scoped(scope) as connection:
        act = Act(on, connection, who)
        second = await wants_second(connection)
        for number in sorted(set(requests)):
            row = await connection.fetchrow("SELECT * FROM request WHERE id = $1 FOR UPDATE", number)
            if row is None:
                outcomes.append(Outcome(number, "unknown", "Cette demande n’existe pas."))
                continue
            request = request_of(row)
            if request.state not in ("open", "question"):
                late[number] = request
                outcomes.append(Outcome(number, "already", "", request.derogation))
                continue
            outcomes.append(await _decide(act, request, row["proposed"], decision, second=second))
    # Names are read outside the territory’s transaction: people are national.
    told = {number: await _told(on, request) for number, request in late.items()}
    return tuple(replace(one, said=told[one.request]) if one.request in told else one for one in outcomes)


async def wants_second(connection: Connection) -> bool:
    """Whether this territory has two people decide."""
    return bool(await connection.fetchval("SELECT active FROM derogation_setting WHERE item = $1", SECOND_PERSON))


async def _decide(act: Act, request: Request, proposed: str | None, decision: Decision, *, second: bool) -> Outcome:
    known = act.on.find_kind(request.territory, request.kind)
    if decision.granted and known is None:
        said = "Le règlement ne connaît plus cette dérogation\u00a0: elle ne peut qu’être refusée, avec ce motif."
        return Outcome(request.id, "gone", said)
    changed = known is not None and not known[1].same_but_for_version(request.terms)
    start = decision.starts_on or request.starts_on
    end = request.terms.end(start, decision.ends_on or request.ends_on)
    if decision.granted and end is not None and end <= start:
        raise Unreadable("no-day", "Cette dérogation n’aurait aucun jour.", "Choisissez une fin après le premier jour.")
    tree: dict[str, Tree] = {
        "granted": decision.granted, "reason": decision.reason.strip(), "article": decision.article,
        "starts_on": start.isoformat(), "ends_on": end.isoformat() if end else None,
    }  # fmt: skip
    agrees = proposed is not None and json.loads(proposed) == tree
    if second and request.proposed_by == act.person and agrees:
        return Outcome(request.id, "second", "Vous l’avez proposée\u00a0: une autre personne doit la confirmer.")
    if second and not agrees:
        return await _propose(act, request, tree)
    proposer = request.proposed_by if second else None
    return await _settle(act, request, tree, (start, end), proposer=proposer, changed=changed)


async def _propose(act: Act, request: Request, tree: dict[str, Tree]) -> Outcome:
    await act.connection.execute(
        "UPDATE request SET proposed = $2, proposed_by = $3, proposed_at = $4 WHERE id = $1",
        request.id, json.dumps(tree), act.person, act.on.now(),
    )  # fmt: skip
    await act.note("derogation.proposed", {"request": str(request.id), "carrier": str(request.carrier)})
    return Outcome(request.id, "proposed", "Proposée\u00a0: une autre personne doit la confirmer.")


async def _settle(
    act: Act, request: Request, tree: dict[str, Tree], dates: tuple[date, date | None], *,
    proposer: UUID | None, changed: bool,
) -> Outcome:  # fmt: skip
    granted, by, at = bool(tree["granted"]), act.person, act.on.now()
    right = None
    if granted:
        right, given = await grant_over(act, request, Given(*dates, request.terms.quota_days, request.zones))
        await issue(act.connection, request.territory, [right], at)
        tree = tree | {
            "starts_on": given.starts_on.isoformat(), "ends_on": given.ends_on.isoformat() if given.ends_on else None,
            "over": str(given.replaces) if given.replaces else None, "over_number": given.reference,
        }  # fmt: skip
    await _close(act.connection, request, tree, _Closing(at, by, right, proposer))
    said = "Accordée" if granted else "Refusée"
    if tree.get("over"):
        said += ", à la suite de celle que ce véhicule avait déjà"
    note = ", aux conditions demandées\u00a0: le règlement en a d’autres depuis" if changed else ""
    return Outcome(request.id, "granted" if granted else "refused", f"{said}{note}.", right, changed)


@dataclass(frozen=True, slots=True)
class _Closing:
    """When a request is closed, by whom (nobody where it is of right), the right it led to, who had proposed it."""

    at: datetime
    by: UUID | None
    right: UUID | None
    proposer: UUID | None = None


async def _close(connection: Connection, request: Request, tree: dict[str, Tree], closing: _Closing) -> None:
    right, by = closing.right, closing.by
    state = "granted" if right else "refused"
    await connection.execute(
        "UPDATE request SET state = $2, decision = $3, decided_by = $4, decided_at = $5, derogation = $6,"
        " proposed = CASE WHEN $7::uuid IS NULL THEN NULL ELSE proposed END,"
        " proposed_by = $7, proposed_at = CASE WHEN $7::uuid IS NULL THEN NULL ELSE proposed_at END WHERE id = $1",
        request.id, state, json.dumps(tree), by, closing.at, right, closing.proposer,
    )  # fmt: skip
    body: dict[str, Tree] = {
        "request": str(request.id), "carrier": str(request.carrier), "derogation": str(right) if right else None,
    }  # fmt: skip
    if tree.get("over"):
        body["over"] = tree["over"]
    await say(connection, f"derogation.{state}", body)
    await record(connection, str(by) if by else "arrêté", f"derogation.{state}", at=closing.at, after=body)


async def grant_of_right(connection: Connection, carrier: UUID, batch: UUID, at: datetime) -> None:
    """Grant what the order itself grants among what was asked at once, in the order’s own open transaction."""
    rows = await connection.fetch(
        "SELECT * FROM request WHERE carrier = $1 AND batch = $2 AND state = 'open'"
        " AND terms ->> 'decided_by' = 'automatic' ORDER BY id FOR UPDATE",
        carrier, batch,
    )  # fmt: skip
    for request in map(request_of, rows):
        given = Given(request.starts_on, request.ends_on, request.terms.quota_days, request.zones)
        right = await grant(connection, request, given, at=at, by=None)
        await issue(connection, request.territory, [right], at)
        tree: dict[str, Tree] = {"granted": True, "reason": "De droit.", "article": request.terms.article}
        await _close(connection, request, tree, _Closing(at, None, right))


async def _told(on: Derogations, request: Request) -> str:
    """Who decided first, and what."""
    if request.state == "withdrawn":
        return "Le transporteur a retiré cette demande."
    said = "accordée" if request.state == "granted" else "refusée"
    if request.decided_by is None:
        return "Déjà accordée\u00a0: de droit."
    name = await on.people.find_name(request.decided_by)
    return f"Déjà {said} par {name or 'une personne dont le compte est clos'}."
