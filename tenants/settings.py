"""What the environment says of this process, read once."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

CHECKOUT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST_SECRET = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """The process settings; a path is absolute, an absent URL means the embedded server."""

    data: Path
    host: str
    port: int
    territories: Path
    database_url: str | None
    database_owner_url: str | None
    demonstration: bool
    """Whether the demonstration territories are wanted even on a given database."""
    geocoder: bool = False
    """Whether the Géoplateforme is asked for the addresses that the index does not know."""
    origin: str | None = None
    """The address people know the site by; None on this machine alone."""
    smtp: str | None = None
    mail_from: str = ""
    broker: str | None = None
    """Where jobs are queued, None for the database."""
    secret: str | None = field(default=None, repr=False)
    """What other keys are derived from; None for the file of the data folder."""
    node: str = ""
    """The name under which this process says what it serves; the same at each of its starts."""

    @property
    def issuer(self) -> str | None:
        """The address under which other tools know who signs people in; None on a network without `origin`."""
        if self.origin is not None or self.host not in LOOPBACK:
            return self.origin
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @property
    def demonstrates(self) -> bool:
        """Whether this start shows the demonstration: on its own database always, on a given one when asked."""
        return self.database_url is None or self.demonstration

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The settings these variables give; raises ValueError with a French sentence."""
        host, port = environment.get("HOST") or "127.0.0.1", _port(environment.get("PORT") or "8000")
        return cls(
            data=data_folder(environment),
            host=host,
            port=port,
            territories=Path(environment.get("JOPTIMIZ_TERRITORIES") or CHECKOUT / "tenants/territories").absolute(),
            database_url=environment.get("DATABASE_URL") or None,
            database_owner_url=environment.get("DATABASE_OWNER_URL") or None,
            demonstration=environment.get("JOPTIMIZ_DEMO") == "1",
            geocoder=_geocoder(environment.get("JOPTIMIZ_GEOCODER") or ""),
            origin=_origin(environment.get("JOPTIMIZ_ORIGIN") or ""),
            smtp=_smtp(environment),
            mail_from=environment.get("JOPTIMIZ_MAIL_FROM") or "",
            broker=_broker(environment.get("JOPTIMIZ_BROKER") or ""),
            secret=_secret(environment.get("JOPTIMIZ_SECRET") or ""),
            node=(environment.get("JOPTIMIZ_NODE") or f"{socket.gethostname()}:{port}")[-100:],
        )


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where everything made at run time lies."""
    return Path(environment.get("JOPTIMIZ_DATA") or CHECKOUT / ".data").absolute()


def _geocoder(text: str) -> bool:
    if text not in ("", "geoplateforme"):
        raise ValueError(f"JOPTIMIZ_GEOCODER vaut « {text} » : donnez « geoplateforme », ou rien (hors ligne).")
    return text == "geoplateforme"


def _origin(text: str) -> str | None:
    if not text:
        return None
    try:
        parts = urlsplit(text)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
    except ValueError:
        parts, origin = urlsplit(""), ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not safe or not parts.hostname or "@" in parts.netloc or text.rstrip("/").lower() != origin:
        raise ValueError(
            f"JOPTIMIZ_ORIGIN vaut « {text} » : donnez l’adresse publique en https, sans chemin, par exemple "
            "https://joptimiz.exemple.fr."
        )
    return origin


def _smtp(environment: Mapping[str, str]) -> str | None:
    url = environment.get("JOPTIMIZ_SMTP") or None
    if url and not environment.get("JOPTIMIZ_ORIGIN"):
        raise ValueError("JOPTIMIZ_SMTP demande JOPTIMIZ_ORIGIN : les liens des lettres mènent à cette adresse.")
    return url


def _secret(text: str) -> str | None:
    if text and len(text) < SHORTEST_SECRET:
        raise ValueError(f"JOPTIMIZ_SECRET est trop court : donnez au moins {SHORTEST_SECRET} signes tirés au hasard.")
    return text or None


def _broker(text: str) -> str | None:
    if text and not text.startswith(("redis://", "rediss://", "amqp://", "amqps://")):
        # Not said back: such an address holds a password.
        raise ValueError("JOPTIMIZ_BROKER doit commencer par redis:// ou amqp://, ou rester vide (dans la base).")
    return text or None


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise ValueError(f"PORT vaut « {text} » : donnez un nombre entre 1 et 65535, par exemple PORT=8000.")
    return int(text)
