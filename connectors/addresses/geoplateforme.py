"""The Géoplateforme’s geocoder (IGN), asked when the index knows nothing good; never more than its terms allow.

geoservices.ign.fr, « API Géoplateforme - Géocodage »: `/search` and `/reverse` answer in GeoCodeJSON, 50 requests a
second from one address, then 429 for five seconds.
"""

import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import deque
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from connectors.addresses.model import ACCURACY, Address, Kind
from connectors.addresses.sphere import At, metres

BASE = "https://data.geopf.fr/geocodage"
PATIENCE_S = 2.0
MOST_A_SECOND = 50
PAUSE_S = 30.0
"""After a failure it is left alone for a while."""
_LARGEST = 1_000_000
_LOCAL = "ces adresses viennent du seul index local."


class OnlineSilent(Exception):
    """No answer this time; the message is French and says why."""


class _Properties(Struct):
    label: str
    score: float = 0.0
    type: str = "poi"
    name: str = ""
    housenumber: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    citycode: str | None = None


class _Point(Struct):
    coordinates: Annotated[list[float], Meta(min_length=2)]


class _Feature(Struct):
    geometry: _Point
    properties: _Properties


class _Collection(Struct):
    features: list[_Feature]


class Geoplateforme:
    """A client for threads; every question is answered within PATIENCE_S or refused."""

    def __init__(self, base: str = BASE, clock: Callable[[], float] = time.monotonic) -> None:
        self._base = base
        self._clock = clock
        self._lock = threading.Lock()
        self._asked: deque[float] = deque(maxlen=MOST_A_SECOND)
        self._again_at = float("-inf")

    def search(self, text: str, limit: int, centre: At | None = None) -> list[Address]:
        """The addresses most like a text; raises OnlineSilent."""
        near = {"lon": centre[0], "lat": centre[1]} if centre else {}
        return [_address(each, centre) for each in self._ask("search", q=text, limit=limit, **near)]

    def reverse(self, at: At, limit: int) -> list[Address]:
        """The nearest addresses of a position; raises OnlineSilent."""
        return [_address(each, at) for each in self._ask("reverse", lon=at[0], lat=at[1], limit=limit)]

    def _ask(self, path: str, **query: str | float) -> list[_Feature]:
        self._take_turn()
        address = f"{self._base}/{path}?{urllib.parse.urlencode(query)}"
        try:
            return msgspec.json.decode(self._read(address), type=_Collection).features
        except (OSError, HTTPException, msgspec.MsgspecError, ValueError) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()  # it holds the connection
            with self._lock:
                self._again_at = self._clock() + PAUSE_S
            raise OnlineSilent(f"La Géoplateforme n’a pas répondu : {_LOCAL}") from error

    def _take_turn(self) -> None:
        """Raises OnlineSilent when one more question would be too many."""
        with self._lock:
            now = self._clock()
            if now < self._again_at:
                raise OnlineSilent(f"La Géoplateforme ne répond pas : {_LOCAL}")
            if len(self._asked) == MOST_A_SECOND and now - self._asked[0] < 1:
                raise OnlineSilent(f"Trop de questions à la Géoplateforme : {_LOCAL}")
            self._asked.append(now)

    def _read(self, address: str) -> bytes:
        """The body of an answer; a server that dribbles is left in time."""
        deadline = self._clock() + PATIENCE_S
        request = urllib.request.Request(address, headers={"accept": "application/json", "user-agent": "JOPTIMIZ"})  # noqa: S310  # our own base
        body = bytearray()
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310
            assert isinstance(answer, HTTPResponse)
            while block := answer.read1(65_536):
                body += block
                if len(body) > _LARGEST or self._clock() > deadline:
                    raise TimeoutError
        return bytes(body)


def _address(feature: _Feature, origin: At | None) -> Address:
    told = feature.properties
    lon, lat = feature.geometry.coordinates[:2]
    kinds: dict[str, Kind] = {kind: kind for kind in ACCURACY}
    kind = kinds.get(told.type, "poi")
    return Address(
        kind=kind, accuracy=ACCURACY[kind], label=told.label, name=told.name or told.label, lon=lon, lat=lat,
        score=round(min(1.0, max(0.0, told.score)), 4), source="geoplateforme", housenumber=told.housenumber,
        street=told.street or (told.name or None if kind == "street" else None), postcode=told.postcode,
        city=told.city, citycode=told.citycode,
        distance_m=None if origin is None else metres(origin, (lon, lat)),
    )  # fmt: skip
