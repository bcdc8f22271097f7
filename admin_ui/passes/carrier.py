"""`/derogations/laissez-passer`: the passes of a carrier, shown on a telephone, printed, kept for later."""

from io import BytesIO
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.core.limits import REISSUES
from accounts.core.roles import FLEET_KEEPERS
from accounts.service.throttle import hold
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, base_of, now_of, seen, show
from admin_ui.files import drawn, handed
from admin_ui.passes.said import FILTERS, Turning, fonts_of, keys_of, line_of, looked_at, sheets_of
from admin_ui.requests.ground import HOLDING, HOME, KEEPING, derogations_of, names_of, snapshot_of
from cirqliz.core.passes.drawing import QUIET, code_of, draw_code
from cirqliz.core.passes.token import url_of
from cirqliz.service.acting import for_carrier
from cirqliz.service.carrying import Held as Right
from cirqliz.service.carrying import list_held
from cirqliz.service.passes.issuing import reissue
from cirqliz.service.passes.phones import most_of
from cirqliz.service.passes.records import Held
from cirqliz.service.passes.sheets import SIDE_MM, Form, write_sheets
from cirqliz.service.passes.showing import MOST, Code, draw_codes, get_own, list_chosen, page_own
from tenants.errors import Conflict, NotFound

PASSES = f"{HOME}/laissez-passer"
PDF = "application/pdf"
_ON_PHONE = "Ce droit se montre sur un téléphone : ni cette page ni le papier ne le montrent."
_PIXELS = 16
"""A square of a saved picture: sharp on any telephone."""


class PassPages(Controller):
    """The list, each pass, and its files."""

    path = PASSES
    opt = HOLDING
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """Those that stand, by plate; others when asked for."""
        who, now, looked = get_signed(request).who, now_of(request), looked_at(request.query_params)
        passes, count = await page_own(who, looked, now)
        snapshot = snapshot_of(request)
        keeps = who.acting is not None and who.acting.name in FLEET_KEEPERS
        whole = [right for right in await list_held(who) if right.vehicle is None and right.state == "active"]
        return show(
            request, "pass-own.html", lines=[line_of(held, snapshot, now) for held in passes], filters=FILTERS,
            turning=Turning(PASSES, looked, count), names=names_of(request), keeps=keeps, whole=whole if keeps else [],
            home=PASSES, most=MOST, pooled={(right.territory, right.id) for right in whole if _pools(request, right)},
        )  # fmt: skip

    @get("/feuilles.pdf")
    async def sheets(self, request: Asked) -> Response[bytes]:
        """The sheets of those that are chosen, or of all, in one file."""
        who, now = get_signed(request).who, now_of(request)
        chosen = _numbers(request.query_params.getall("choix", []))
        passes = await list_chosen(who, chosen, now)
        if not passes:
            raise NotFound("passes-none", "Aucun laissez-passer n’est à imprimer.", "Choisissez-en dans la liste.")
        form: Form = "code" if request.query_params.get("forme") == "code" else "feuille"
        return await _pdf(request, passes, form, "laissez-passer.pdf")

    @get("/{territory:str}/{shown:uuid}")
    async def display(
        self, request: Asked, territory: FromPath[str], shown: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """The code, large and white, for a telephone that is held out."""
        held = await _get(request, territory, shown)
        who = get_signed(request).who
        keeps = who.acting is not None and who.acting.name in FLEET_KEEPERS
        if held.phone and not keeps:
            raise Conflict("pass-phone", _ON_PHONE, "Le téléphone à qui il est remis montre son code.")
        if held.phone:
            return seen(f"{PASSES}/telephones/{held.territory}/{held.derogation}")
        line = line_of(held, snapshot_of(request), now_of(request))
        svg = ""
        if line.shows:
            (code,) = await draw_codes(keys_of(request), [held], now_of(request))
            svg = draw_code(url_of(base_of(request), code.token), "M").decode()
        return show(
            request, "pass-show.html", line=line, svg=svg, home=PASSES, keeps=keeps,
            done=request.query_params.get("fait") == "refait",
        )  # fmt: skip

    @get("/{territory:str}/{shown:uuid}/feuille.pdf")
    async def sheet(self, request: Asked, territory: FromPath[str], shown: FromPath[UUID]) -> Response[bytes]:
        """Its sheet behind a windscreen."""
        held = await _get_good(request, territory, shown)
        return await _pdf(request, [held], "feuille", f"laissez-passer-{held.plate}.pdf")

    @get("/{territory:str}/{shown:uuid}/code.pdf")
    async def label(self, request: Asked, territory: FromPath[str], shown: FromPath[UUID]) -> Response[bytes]:
        """Its code alone, 80 mm wide."""
        held = await _get_good(request, territory, shown)
        return await _pdf(request, [held], "code", f"code-{held.plate}.pdf")

    @get("/{territory:str}/{shown:uuid}/code.svg")
    async def vector(self, request: Asked, territory: FromPath[str], shown: FromPath[UUID]) -> Response[bytes]:
        """Its code alone, for who prints by other means."""
        held = await _get_good(request, territory, shown)
        svg = draw_code(await _address(request, held), "Q", SIDE_MM)
        return _file(svg, "image/svg+xml", f"code-{held.plate}.svg")

    @get("/{territory:str}/{shown:uuid}/code.png")
    async def picture(self, request: Asked, territory: FromPath[str], shown: FromPath[UUID]) -> Response[bytes]:
        """Its code as a picture: kept on a telephone, it shows without a network."""
        held = await _get_good(request, territory, shown)
        return _file(_picture(await _address(request, held)), "image/png", f"code-{held.plate}.png")


class ReplacingPages(Controller):
    """What is done when a sheet or a telephone is lost."""

    path = PASSES
    opt = KEEPING
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @post("/{territory:str}/{shown:uuid}/refaire")
    async def renew(self, request: Asked, territory: FromPath[str], shown: FromPath[UUID]) -> Redirect:
        """The lost code serves no more; another is shown."""
        who, now = get_signed(request).who, now_of(request)
        carrier, _ = for_carrier(who)
        await _get(request, territory, shown)
        await hold(REISSUES, str(carrier), now)
        made = await reissue(derogations_of(request), who, territory, shown)
        return seen(f"{PASSES}/{territory}/{made}?fait=refait")


def _pools(request: Asked, right: Right) -> bool:
    return most_of(derogations_of(request), right.territory, right.kind) > 0


async def _get(request: Asked, territory: str, number: UUID) -> Held:
    """A pass of the carrier that is acted for; raises Refused, NotFound."""
    who = get_signed(request).who
    for_carrier(who, ("owner", "dispatcher", "driver"))
    return await get_own(who, territory, number, now_of(request))


async def _get_good(request: Asked, territory: str, number: UUID) -> Held:
    """One that is worth printing; raises Conflict for any other."""
    held = await _get(request, territory, number)
    if held.phone:
        raise Conflict("pass-phone", _ON_PHONE, "Voyez ses téléphones.")
    if not held.shows_on(now_of(request)):
        raise Conflict("pass-off", "Ce laissez-passer ne sert plus : il ne s’imprime pas.", "Voyez son état.")
    return held


async def _address(request: Asked, held: Held) -> str:
    (code,) = await draw_codes(keys_of(request), [held], now_of(request))
    return url_of(base_of(request), code.token)


async def _pdf(request: Asked, passes: tuple[Held, ...] | list[Held], form: Form, name: str) -> Response[bytes]:
    codes: tuple[Code, ...] = await draw_codes(keys_of(request), passes, now_of(request))
    sheets, fonts = sheets_of(request, codes, snapshot_of(request)), fonts_of(request)
    return _file(await drawn(lambda: write_sheets(sheets, form, fonts())), PDF, name)


def _picture(url: str) -> bytes:
    code, out = code_of(url, "M"), BytesIO()
    code.save(out, kind="png", scale=_PIXELS, border=QUIET)
    return out.getvalue()


def _file(data: bytes, media_type: str, name: str) -> Response[bytes]:
    return handed(name, data, media_type)


def _numbers(said: list[str]) -> list[UUID]:
    """The passes that are named; raises NotFound for what names none."""
    try:
        return [UUID(each) for each in said[:MOST]]
    except ValueError:
        raise NotFound("pass-unknown", "Ce laissez-passer n’existe pas.", "Voyez la liste.") from None
