"""`/territoire/publication` and `/territoire/sante`: what each node serves, what waits, what was set aside."""

from collections.abc import Sequence

from litestar import Controller, Response, get

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, show
from admin_ui.rules.pages import entry_of, teller_of
from tenants.database import scoped
from tenants.drafts.rights import DECIDERS, READERS, scope_of
from tenants.nodes import Serving, list_serving


class HealthPages(Controller):
    """The state of the service for one territory."""

    path = "/territoire"
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/publication")
    async def publication(self, request: Asked) -> Response[str]:
        """Whether every node answers with the version in force."""
        scope = scope_of(get_signed(request).who, READERS)
        entry = await entry_of(scope)
        nodes = await list_serving(entry.slug)
        return show(
            request, "publication.html", entry=entry, nodes=nodes, said=sentence(nodes, entry.rulebook),
            when=teller_of(entry), decides=scope.role in DECIDERS,
        )  # fmt: skip

    @get("/sante", opt={"roles": DECIDERS})
    async def health(self, request: Asked) -> Response[str]:
        """Nodes, jobs that wait, facts set aside, traces not chained yet."""
        scope = scope_of(get_signed(request).who, DECIDERS)
        entry = await entry_of(scope)
        nodes = await list_serving(entry.slug)
        async with scoped(scope) as connection:
            counts = await connection.fetchrow(_COUNTS, scope.territory)
            aside = await connection.fetch(
                "SELECT listener, number, error, set_aside_at FROM fact_set_aside ORDER BY set_aside_at LIMIT 50"
            )
        return show(
            request, "health.html", entry=entry, nodes=nodes, said=sentence(nodes, entry.rulebook), counts=counts,
            aside=aside, when=teller_of(entry),
        )  # fmt: skip


_COUNTS = """
    SELECT
        (SELECT count(*) FROM dramatiq.queue WHERE state IN ('queued', 'consumed')
            AND message -> 'options' -> 'scope' ->> 'territory' = $1) AS jobs,
        (SELECT count(*) FROM dramatiq.queue WHERE state = 'rejected'
            AND message -> 'options' -> 'scope' ->> 'territory' = $1) AS given_up,
        (SELECT count(*) FROM audit WHERE NOT EXISTS (
            SELECT FROM audit_link WHERE audit_link.territory = audit.territory AND audit_link.audit = audit.id
        )) AS unchained,
        (SELECT count(*) FROM fact_set_aside) AS aside
"""


def sentence(nodes: Sequence[Serving], number: int) -> str:
    """How many nodes answer with a version: « 3 nœuds sur 3 répondent avec la version 43 »."""
    living = [node for node in nodes if not node.silent]
    right = [node for node in living if node.version == number]
    if number == 0:
        return "Aucune version n’est publiée."
    if not living:
        return "Aucun nœud ne donne signe de vie."
    if len(living) == 1:
        said = "Le seul nœud répond" if right else "Le seul nœud ne répond pas encore"
        return f"{said} avec la version {number}."
    verb = "répond" if len(right) == 1 else "répondent"
    noun = "nœud" if len(right) == 1 else "nœuds"
    return f"{len(right)} {noun} sur {len(living)} {verb} avec la version {number}."
