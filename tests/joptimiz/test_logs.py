"""The journal says where a fault happened, never what somebody typed."""

import logging
from collections.abc import Iterator

import httpx
import pytest
import structlog
from litestar import Litestar, post

from joptimiz.logs import keep_quiet
from joptimiz.problems import HANDLERS

TYPED = "12 rue des Géraniums"


@pytest.fixture
def quiet() -> Iterator[None]:
    """The journal as the product keeps it."""
    client = logging.getLogger("httpx")
    level = client.level
    keep_quiet()
    yield
    structlog.reset_defaults()
    client.setLevel(level)


@post("/ask")
async def ask(data: dict[str, str]) -> None:
    """Fail on what was typed, and fail again on telling so."""
    try:
        int(data["q"])
    except ValueError as error:
        raise LookupError(f"no such place: {data['q']}") from error


@pytest.mark.usefixtures("quiet")
async def test_a_fault_is_told_without_what_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the values of variables nor the messages of errors are written; the lines and the types are."""
    transport = httpx.ASGITransport(Litestar([ask], exception_handlers=HANDLERS))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://town.test") as client:
        response = await client.post("/ask", json={"q": TYPED})
    assert (response.status_code, response.json()["code"]) == (500, "internal")
    told = "".join(capsys.readouterr())
    assert "test_logs.py" in told
    assert told.index("ValueError\n") < told.index("LookupError\n")
    assert TYPED not in told
    assert "Géraniums" not in told


@pytest.mark.usefixtures("quiet")
async def test_an_address_asked_elsewhere_is_not_written(caplog: pytest.LogCaptureFixture) -> None:
    """The HTTP client would write each request it makes, whatever the framework makes of the journal."""
    transport = httpx.ASGITransport(Litestar([ask]))  # type: ignore[arg-type]
    with caplog.at_level(logging.INFO):
        async with httpx.AsyncClient(transport=transport, base_url="http://town.test") as client:
            await client.get("/elsewhere", params={"q": TYPED})
    assert "elsewhere" not in caplog.text
