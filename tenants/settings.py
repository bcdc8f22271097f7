"""What the environment says of this process, read once."""

import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

CHECKOUT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST_SECRET = 32
_MAIL = re.compile(r"[^\s@<>?&:,]+@[^\s@<>?&:,]+\.[^\s@<>?&:,]+")
_REACH = re.compile(r"https://[^\s]+|tel:\+[\d-]+")


@dataclass(frozen=True, slots=True)
class ProConnect:
    """How the operator is registered with ProConnect."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)


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
    text_secret: str | None = field(default=None, repr=False)
    """What the operator of text messages signs with; None where there is none."""
    proconnect: ProConnect | None = None
    """How agents of the public service come in; None where the operator has no registration."""
    contact: str | None = None
    """The mail address that mistakes in published rules are told to; None when nobody has declared one."""
    security_contact: str | None = None
    """The address (`mailto:`, `https:` or `tel:`) that flaws are told to; None when nobody has declared one."""
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

    @property
    def has_newcomers(self) -> bool:
        """Whether accounts with known passwords may stand: on one’s own machine, in its own database, only."""
        return self.database_url is None and self.origin is None and self.host in LOOPBACK

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
            text_secret=_text_secret(environment.get("JOPTIMIZ_TEXT_SECRET") or ""),
            proconnect=_proconnect(environment),
            contact=_contact(environment.get("JOPTIMIZ_CONTACT") or ""),
            security_contact=_security_contact(environment.get("JOPTIMIZ_SECURITY_CONTACT") or ""),
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


def _text_secret(text: str) -> str | None:
    if text and len(text) < SHORTEST_SECRET:
        raise ValueError(f"JOPTIMIZ_TEXT_SECRET est trop court : donnez au moins {SHORTEST_SECRET} signes au hasard.")
    return text or None


def _proconnect(environment: Mapping[str, str]) -> ProConnect | None:
    names = ("JOPTIMIZ_PROCONNECT", "JOPTIMIZ_PROCONNECT_ID", "JOPTIMIZ_PROCONNECT_SECRET")
    issuer, client_id, secret = (environment.get(name) or "" for name in names)
    missing = [name for name in names if not environment.get(name)]
    if len(missing) == len(names):
        return None
    if missing:
        raise ValueError(f"ProConnect demande les trois réglages ensemble : il manque {' et '.join(missing)}.")
    try:
        parts = urlsplit(issuer)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    except ValueError:
        safe = False
    if not safe or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError(
            f"JOPTIMIZ_PROCONNECT vaut « {issuer} » : donnez l’adresse du fournisseur en https, telle que ProConnect "
            "la publie (« issuer »)."
        )
    return ProConnect(issuer, client_id, secret)


def _contact(text: str) -> str | None:
    if text and not _MAIL.fullmatch(text):
        raise ValueError(f"JOPTIMIZ_CONTACT vaut « {text} » : donnez une adresse électronique.")
    return text or None


def _security_contact(text: str) -> str | None:
    if text and not (_MAIL.fullmatch(text.removeprefix("mailto:")) or _REACH.fullmatch(text)):
        raise ValueError(
            f"JOPTIMIZ_SECURITY_CONTACT vaut « {text} » : donnez une adresse électronique, https: ou tel:."
        )
    return f"mailto:{text}" if _MAIL.fullmatch(text) else text or None


def _broker(text: str) -> str | None:
    if text and not text.startswith(("redis://", "rediss://", "amqp://", "amqps://")):
        # Not said back: such an address holds a password.
        raise ValueError("JOPTIMIZ_BROKER doit commencer par redis:// ou amqp://, ou rester vide (dans la base).")
    return text or None


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise ValueError(f"PORT vaut « {text} » : donnez un nombre entre 1 et 65535, par exemple PORT=8000.")
    return int(text)
