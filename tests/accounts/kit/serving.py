"""The product as a signed-in person finds it, for browsers: `python serving.py DATABASE PORT FOLDER [SETTINGS]`.

With settings (JSON), people sign in by the product's own doors, on the machine's clock; without, a cookie names them.
Routes are found where the folder holds streets.
"""

import asyncio
import json
import sys
from pathlib import Path

import uvicorn
from litestar.types import ASGIApp
from signing import NOW, SignedByCookie

from joptimiz.app import create_app
from joptimiz.head import HeadAsGet
from joptimiz.wiring import now, wire
from tenants.database import close_database, open_database
from tenants.settings import Settings
from tenants.shelf import Shelf


async def serve(url: str, port: int, folder: str, given: str = "", *, routed: bool) -> None:
    """Serve until the process is ended."""
    await open_database(url, size=4)
    settings = Settings.of({"JOPTIMIZ_DATA": folder, "PORT": str(port)} | json.loads(given or "{}"))
    shelf = Shelf()
    await shelf.refresh()
    services = wire(settings, shelf, now if given else lambda: NOW)
    doors: ASGIApp = HeadAsGet(create_app(services))
    app = doors if given else SignedByCookie(doors)
    if routed:
        await services.start()
    try:
        await uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off")).serve()
    finally:
        if routed:
            await services.stop()
        await close_database()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), *sys.argv[3:], routed=Path(sys.argv[3], "tiles").exists()))
