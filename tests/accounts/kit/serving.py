"""The product as a signed-in person finds it, for browsers: `python serving.py DATABASE PORT FOLDER`."""

import asyncio
import sys

import uvicorn
from signing import NOW, SignedByCookie

from joptimiz.app import create_app
from joptimiz.head import HeadAsGet
from joptimiz.wiring import wire
from tenants.database import close_database, open_database
from tenants.settings import Settings
from tenants.shelf import Shelf


async def serve(url: str, port: int, folder: str) -> None:
    """Serve until the process is ended."""
    await open_database(url, size=4)
    services = wire(Settings.of({"JOPTIMIZ_DATA": folder}), Shelf(), lambda: NOW)
    app = SignedByCookie(HeadAsGet(create_app(services)))
    try:
        await uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off")).serve()
    finally:
        await close_database()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
