"""`GET /api/v1/addresses…`: an address as typed, or the one nearest to a position, as GeoCodeJSON."""

from collections.abc import Iterator
from typing import Annotated, Literal

import structlog
from litestar import Controller, Request, get
from litestar.datastructures import State
from litestar.params import QueryParameter
from msgspec import Meta, Struct

from connectors.addresses import LONGEST, SHORTEST, Address, AddressBook, Answers
from joptimiz.api.asking import off_earth, refuse
from rules.model import Problem
from tenants.answers import get_rulebook

log = structlog.get_logger()
MEDIA_TYPE = "application/geo+json"
MOST = 20

_SAID = (
    "Une adresse telle qu’on la tape : abrégée (bd, av, st…), sans accents, avec une faute, sans la fin. Le numéro est "
    "comparé exactement ; inconnu, la rue est rendue avec un score moindre, et `between` dit entre quels numéros "
    "connus du même côté elle est placée. Moins de trois lettres, ou rien d’approchant : une liste vide. "
    "`lon` et `lat` font passer les plus proches devant, à ressemblance égale."
)
_REVERSED = (
    "Les numéros à moins de 40 m, puis les rues à moins de 200 m, du plus proche au plus lointain. Une position hors "
    "du territoire est admise."
)

# Plain names: Litestar does not look into `type` statements.
Text = Annotated[str | None, QueryParameter(description=f"L’adresse, {LONGEST} caractères au plus")]
Slug = Annotated[str | None, QueryParameter(description="Territoire dont on cherche les adresses")]
Limit = Annotated[int, QueryParameter(description=f"Combien de réponses, de 1 à {MOST}")]
Degrees = Annotated[float | None, QueryParameter(description="Degrés (WGS 84)")]


class AddressProperties(Struct, frozen=True):
    """What an address is (GeoCodeJSON)."""

    label: Annotated[str, Meta(description="L’adresse sur une ligne")]
    name: Annotated[str, Meta(description="Numéro et rue, ou nom du lieu")]
    type: Annotated[
        Literal["housenumber", "street", "locality", "municipality", "poi"], Meta(description="Ce que c’est")
    ]
    accuracy: Annotated[Literal["numéro", "rue", "lieu"], Meta(description="Ce que vaut la position")]
    score: Annotated[float, Meta(description="Ressemblance, ou proximité, de 0 à 1", ge=0, le=1)]
    source: Annotated[Literal["osm", "ban", "geoplateforme"], Meta(description="D’où elle vient")]
    housenumber: Annotated[str | None, Meta(description="Numéro, avec bis ou ter")]
    street: Annotated[str | None, Meta(description="Nom de la rue")]
    postcode: Annotated[str | None, Meta(description="Code postal, quand il est connu")]
    city: Annotated[str | None, Meta(description="Commune, quand elle est connue")]
    citycode: Annotated[str | None, Meta(description="Code INSEE de la commune, quand il est connu")]
    distance_m: Annotated[float | None, Meta(description="Mètres depuis la position donnée")]
    between: Annotated[
        tuple[str, str] | None, Meta(description="Numéro demandé inconnu : les numéros connus qui l’encadrent")
    ]


class PointOut(Struct, frozen=True):
    """A position (GeoJSON)."""

    coordinates: Annotated[list[float], Meta(description="Longitude, latitude (WGS 84)", min_length=2, max_length=2)]
    type: Literal["Point"] = "Point"


class AddressFeature(Struct, frozen=True):
    """An address found."""

    geometry: PointOut
    properties: AddressProperties
    type: Literal["Feature"] = "Feature"


class AddressesOut(Struct, frozen=True):
    """Addresses, the best first (GeoCodeJSON)."""

    features: Annotated[list[AddressFeature], Meta(description="La meilleure d’abord ; vide quand rien ne convient")]
    attribution: Annotated[str, Meta(description="La mention à montrer avec ces adresses")]
    note: Annotated[str | None, Meta(description="Ce qu’il faut savoir de cette réponse, en français")]
    type: Literal["FeatureCollection"] = "FeatureCollection"
    version: Annotated[str, Meta(description="Version de GeoCodeJSON")] = "0.1.0"


class AddressController(Controller):
    """Addresses; public."""

    path = "/api/v1/addresses"
    tags = ["Adresses"]  # noqa: RUF012
    opt = {"access": "public"}  # noqa: RUF012

    @get("/", summary="Chercher une adresse", description=_SAID, media_type=MEDIA_TYPE)
    async def search(
        self,
        request: Request[object, object, State],
        *,
        q: Text = None,
        territory: Slug = None,
        limit: Limit = 8,
        lon: Degrees = None,
        lat: Degrees = None,
    ) -> AddressesOut:
        """The addresses most like a text."""
        refuse(*_missing(q=q, territory=territory), *_too_long(q), *_off_limit(limit), *_half(lon, lat))
        assert q is not None
        assert territory is not None
        get_rulebook(request.app.state.shelf.current(), territory)
        if sum(map(str.isalnum, q)) < SHORTEST:
            return _out(territory, Answers([]))
        centre = None if lon is None or lat is None else (lon, lat)
        return _out(territory, await _book(request).search(territory, q, limit, centre))

    @get("/reverse", summary="L’adresse la plus proche d’une position", description=_REVERSED, media_type=MEDIA_TYPE)
    async def reverse(
        self,
        request: Request[object, object, State],
        *,
        lon: Degrees = None,
        lat: Degrees = None,
        territory: Slug = None,
        limit: Limit = 1,
    ) -> AddressesOut:
        """The nearest addresses."""
        refuse(*_missing(lon=lon, lat=lat, territory=territory), *_off_limit(limit), *_half(lon, lat))
        assert territory is not None
        assert lon is not None
        assert lat is not None
        get_rulebook(request.app.state.shelf.current(), territory)
        return _out(territory, await _book(request).reverse(territory, (lon, lat), limit))


def _book(request: Request[object, object, State]) -> AddressBook:
    book: AddressBook = request.app.state.services.addresses
    return book


def _out(territory: str, answers: Answers) -> AddressesOut:
    if answers.broken is not None:
        log.error("addresses_broken", territory=territory, error=answers.broken)
    return AddressesOut([_feature(each) for each in answers.addresses], " ; ".join(answers.credits), answers.note)


def _feature(address: Address) -> AddressFeature:
    properties = AddressProperties(
        label=address.label, name=address.name, type=address.kind, accuracy=address.accuracy, score=address.score,
        source=address.source, housenumber=address.housenumber, street=address.street, postcode=address.postcode,
        city=address.city, citycode=address.citycode,
        distance_m=None if address.distance_m is None else round(address.distance_m, 1), between=address.between,
    )  # fmt: skip
    return AddressFeature(PointOut([round(address.lon, 7), round(address.lat, 7)]), properties)


def _missing(**values: str | float | None) -> Iterator[Problem]:
    for name, value in values.items():
        if value is None:
            yield Problem("field-missing", f"« {name} » : il manque.", pointer=f"/{name}")


def _too_long(text: str | None) -> Iterator[Problem]:
    if text is not None and len(text) > LONGEST:
        message = f"« q » fait {len(text)} caractères."
        yield Problem("text-too-long", message, f"Une adresse en a {LONGEST} au plus.", pointer="/q")


def _off_limit(limit: int) -> Iterator[Problem]:
    if not 1 <= limit <= MOST:
        yield Problem("limit-range", f"« limit » vaut {limit}.", f"Donnez de 1 à {MOST}.", pointer="/limit")


def _half(lon: float | None, lat: float | None) -> Iterator[Problem]:
    """One coordinate without the other, or a position that is none."""
    if lon is not None and lat is not None:
        yield from off_earth([lon, lat], "/lon")
    elif lon is not None or lat is not None:
        yield Problem("position-half", "« lon » et « lat » vont ensemble.", pointer="/lat" if lat is None else "/lon")
