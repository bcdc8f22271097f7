"""`/api/v1/derogations/requests`: asked, answered, withdrawn, questioned; and `/decisions`, by people."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from accounts.core.limits import ASKS
from accounts.service.throttle import hold
from accounts.web.asking import Asked, get_caller
from accounts.web.pages import now_of
from admin_ui.exchange.asking import (
    CARRIERS,
    DESK,
    KEEPERS,
    OFFICERS,
    READS,
    SOUGHT,
    WRITES,
    derogations_of,
    person_of,
)
from admin_ui.exchange.shapes import (
    AskIn,
    DecisionIn,
    MessageOut,
    OutcomeOut,
    RequestDetail,
    RequestOut,
    RequestsOut,
    SayIn,
)
from cirqliz.service.acting import for_carrier
from cirqliz.service.asking import ask
from cirqliz.service.deciding import decide
from cirqliz.service.following import answer, appeal, question, withdraw
from cirqliz.service.listing import get_request
from cirqliz.service.programs import Sought, list_requests, reading
from tenants.who import Caller


class RequestController(Controller):
    """The requests of the carrier, or of the territory, that the caller acts for."""

    path = "/api/v1/derogations"
    tags = ["Dérogations"]  # noqa: RUF012
    opt = {"access": "signed", "roles": KEEPERS} | WRITES  # Litestar’s own convention

    @get(
        "/requests",
        summary="Les demandes, dernières changées en dernier",
        opt={"roles": (*CARRIERS, *DESK)} | READS,
        dependencies=SOUGHT,
    )
    async def read_all(self, request: Asked, sought: Sought) -> RequestsOut:
        """One page of what either side sees."""
        page = await list_requests(get_caller(request), sought, now_of(request))
        return RequestsOut([RequestOut.of(one) for one in page.found], page.following, page.since)

    @get(
        "/requests/{application:uuid}", summary="Une demande et ses messages", opt={"roles": (*CARRIERS, *DESK)} | READS
    )
    async def read(self, request: Asked, application: FromPath[UUID]) -> RequestDetail:
        """To either side."""
        reading(get_caller(request))
        found, said = await get_request(get_caller(request), application)
        return RequestDetail(RequestOut.of(found), [MessageOut.of(one) for one in said])

    @post("/requests", summary="Demander des dérogations")
    async def ask(self, request: Asked, data: JSONBody[AskIn]) -> list[RequestOut]:
        """All of them or none, once for each batch; what the order itself grants is granted at once."""
        caller, wishes = get_caller(request), [wish.wish() for wish in data.wishes]
        await hold(ASKS, str(for_carrier(caller)[0]), now_of(request))
        found = await ask(derogations_of(request), caller, data.batch, wishes)
        return [RequestOut.of(one) for one in found]

    @post("/requests/{application:uuid}/answer", summary="Répondre à une question", status_code=HTTP_200_OK)
    async def answer(self, request: Asked, application: FromPath[UUID], data: JSONBody[SayIn]) -> RequestDetail:
        """The request is examined again."""
        caller, territory = await self._own(request, application)
        await answer(derogations_of(request), caller, territory, application, data.text)
        return await self._now(request, application)

    @post("/requests/{application:uuid}/withdraw", summary="Retirer une demande", status_code=HTTP_200_OK)
    async def withdraw(self, request: Asked, application: FromPath[UUID]) -> RequestDetail:
        """While nobody has decided it."""
        caller, territory = await self._own(request, application)
        await withdraw(derogations_of(request), caller, territory, application)
        return await self._now(request, application)

    @post("/requests/{application:uuid}/appeal", summary="Contester un refus")
    async def appeal(self, request: Asked, application: FromPath[UUID], data: JSONBody[SayIn]) -> RequestOut:
        """Once; the new request."""
        caller, territory = await self._own(request, application)
        made = await appeal(derogations_of(request), caller, territory, application, data.text)
        return RequestOut.of(made)

    @post(
        "/decisions/{application:uuid}/question", summary="Poser une question au transporteur",
        status_code=HTTP_200_OK, opt={"roles": OFFICERS},
    )  # fmt: skip
    async def question(self, request: Asked, application: FromPath[UUID], data: JSONBody[SayIn]) -> RequestDetail:
        """The request waits for the answer."""
        await question(derogations_of(request), person_of(request), application, data.text)
        return await self._now(request, application)

    @post("/decisions", summary="Décider des demandes", status_code=HTTP_200_OK, opt={"roles": OFFICERS})
    async def decide(self, request: Asked, data: JSONBody[DecisionIn]) -> list[OutcomeOut]:
        """Each by itself; sent again, each is told as decided already, and nothing changes."""
        made = await decide(derogations_of(request), person_of(request), data.requests, data.decision())
        return [OutcomeOut.of(one) for one in made]

    async def _own(self, request: Asked, application: UUID) -> tuple[Caller, str]:
        """Who acts for a carrier, refused before anything is looked for, and the territory of its request."""
        caller = get_caller(request)
        for_carrier(caller)
        found, _ = await get_request(caller, application)
        return caller, found.territory

    async def _now(self, request: Asked, application: UUID) -> RequestDetail:
        found, said = await get_request(get_caller(request), application)
        return RequestDetail(RequestOut.of(found), [MessageOut.of(one) for one in said])
