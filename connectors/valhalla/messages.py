"""What went wrong with a route, as a stable code and a French sentence.

Valhalla's own numbers: https://valhalla.github.io/valhalla/api/turn-by-turn/api-reference/#http-status-codes-and-conditions
"""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Whose move it is."""

    NO_WAY = "no_way"
    """The streets do not allow it: an answer, not an error."""
    REQUEST = "request"
    """The request can be mended by its author."""
    ROUTER = "router"
    """Nothing the author can do."""


@dataclass(frozen=True, slots=True)
class Message:
    """A stable code and what to tell a person."""

    code: str
    kind: Kind
    title: str
    detail: str


_UNREACHABLE = Message(
    "route_unreachable",
    Kind.NO_WAY,
    "Aucun itinéraire ne relie ces points.",
    "Les rues ouvertes à ce véhicule ne mènent pas d’un arrêt à l’autre : essayez une autre heure, ou un véhicule "
    "moins grand.",
)
NO_WAY = 442
"""Valhalla's number for stops no path joins."""

NO_STREET = 171
"""Valhalla's number for a stop without any street near it."""

_TOO_FAR = "Rapprochez les arrêts ou partagez le trajet en plusieurs."

# Left to the common sentence: what only a mistake of ours can cause (a costing, an option, a kind of time not known).
MESSAGES: dict[int, Message] = {
    120: Message(
        "route_too_few_stops",
        Kind.REQUEST,
        "Un itinéraire relie au moins deux arrêts.",
        "Ajoutez un départ ou une arrivée.",
    ),
    130: Message(
        "route_position",
        Kind.REQUEST,
        "La position d’un arrêt ne se lit pas.",
        "Longitude de −180 à 180, puis latitude de −90 à 90.",
    ),
    137: Message(
        "route_area_unreadable",
        Kind.REQUEST,
        "Le contour d’une zone à éviter ne se lit pas.",
        "Donnez un contour fermé de positions [longitude, latitude].",
    ),
    150: Message(
        "route_too_many_stops",
        Kind.REQUEST,
        "Il y a trop d’arrêts dans cette demande.",
        "Partagez le trajet en plusieurs.",
    ),
    153: Message(
        "route_trace_too_long", Kind.REQUEST, "Cette trace a trop de points.", "Partagez-la en plusieurs trajets."
    ),
    154: Message("route_too_long", Kind.REQUEST, "Les arrêts sont trop éloignés les uns des autres.", _TOO_FAR),
    157: Message("route_polygons_too_many", Kind.REQUEST, "Il y a trop de points à éviter.", "Gardez les plus utiles."),
    158: Message(
        "route_trace_option",
        Kind.REQUEST,
        "Cette trace demande une recherche trop large.",
        "Donnez des points plus proches des rues suivies.",
    ),
    162: Message(
        "route_hour",
        Kind.REQUEST,
        "L’heure de départ ne se lit pas.",
        "Écrivez par exemple 2026-11-24T10:00:00+01:00.",
    ),
    167: Message(
        "route_area_too_long",
        Kind.REQUEST,
        "Le contour des zones à éviter est trop long.",
        "Réduisez ou partagez la zone dessinée.",
    ),
    170: Message(
        "route_islands",
        Kind.NO_WAY,
        "Ces arrêts ne sont pas sur le même réseau de rues.",
        "Placez les arrêts sur des rues reliées entre elles.",
    ),
    NO_STREET: Message(
        "route_no_street",
        Kind.NO_WAY,
        "Aucune rue ouverte à ce véhicule près d’un arrêt.",
        "Placez l’arrêt plus près d’une rue carrossable.",
    ),
    172: Message("route_too_far_apart", Kind.REQUEST, "Deux points d’une trace sont trop éloignés.", _TOO_FAR),
    173: Message(
        "route_line_unreadable",
        Kind.REQUEST,
        "Une ligne donnée ne se lit pas.",
        "Donnez au moins deux positions [longitude, latitude].",
    ),
    176: Message(
        "route_area_too_detailed",
        Kind.REQUEST,
        "Le contour des zones à éviter a trop de sommets.",
        "Simplifiez la zone dessinée.",
    ),
    233: Message(
        "route_line_unmatched",
        Kind.REQUEST,
        "Une ligne donnée ne suit aucune rue connue.",
        "Tracez la ligne sur les rues, dans leur sens.",
    ),
    234: Message(
        "route_lines_too_many",
        Kind.REQUEST,
        "Les lignes données suivent trop de rues.",
        "Gardez les plus utiles.",
    ),
    441: Message("route_stop_unreachable", Kind.NO_WAY, "Un arrêt ne peut pas être atteint.", _UNREACHABLE.detail),
    NO_WAY: _UNREACHABLE,
    443: Message(
        "route_trace_unmatched",
        Kind.NO_WAY,
        "Cette trace ne suit aucune suite de rues.",
        "Vérifiez les points de la trace.",
    ),
    444: Message(
        "route_trace_far",
        Kind.NO_WAY,
        "Cette trace est trop loin des rues connues.",
        "Vérifiez les points de la trace.",
    ),
}

UNKNOWN = Message(
    "route_failed",
    Kind.ROUTER,
    "Le calcul d’itinéraire n’a pas abouti.",
    "Réessayez ; si cela persiste, signalez-le à votre territoire avec l’heure de la demande.",
)

DOWN = Message(
    "router_down",
    Kind.ROUTER,
    "Le calcul d’itinéraires redémarre.",
    "Votre demande n’a pas été traitée : réessayez dans quelques secondes.",
)

SOON_S = 2.0
"""A router process that died is back within a second or two."""

SLOW = Message(
    "router_timeout",
    Kind.ROUTER,
    "Le calcul d’itinéraire a pris trop de temps.",
    "Réessayez, ou partagez le trajet en plusieurs.",
)

BUSY = Message(
    "router_busy",
    Kind.ROUTER,
    "Trop d’itinéraires sont demandés à la fois.",
    "Votre demande n’a pas été traitée : réessayez dans quelques secondes.",
)


def message_of(number: int) -> Message:
    """What to say for one of Valhalla's error numbers."""
    return MESSAGES.get(number, UNKNOWN)


class RouteRefused(Exception):
    """Valhalla answered with an error: `message` says it in French, `words` are Valhalla's."""

    def __init__(self, number: int, words: str) -> None:
        super().__init__(f"{number}: {words}")
        self.number = number
        self.message = message_of(number)


class RouterDown(Exception):
    """The router is starting again, has too much to do, or did not answer in time: ask again after `retry_after_s`."""

    def __init__(self, message: Message = DOWN, retry_after_s: float = SOON_S) -> None:
        super().__init__(message.title)
        self.message = message
        self.retry_after_s = retry_after_s
