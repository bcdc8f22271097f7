"""The shapes of decisions and windows (DESIGN §12)."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Raw, Struct

from rules.model import Obligation, Reading, Reason
from tenants.wire import Activity, Held, Position, Rights, Vehicle

type Instant = Annotated[datetime, Meta(tz=True, description="RFC 3339, avec son décalage : 2026-11-24T10:00:00+01:00")]
type KnownAt = Annotated[
    datetime,
    Meta(tz=True, description="Répondre d’après ce qui était publié à cet instant (RFC 3339, avec décalage, passé)."),
]
type Locale = Annotated[Literal["fr", "en"], Meta(description="Ajouter l’explication, dans cette langue")]
type Slug = Annotated[str, Meta(description="Nom court du territoire")]
type ZoneId = Annotated[str, Meta(description="Identifiant de la zone dans son territoire")]
type Word = Annotated[
    str, Meta(description="allowed, conditional (permis si chaque obligation est tenue), unknown ou forbidden")
]
type Rulebooks = Annotated[list[str], Meta(description="Versions qui ont répondu : territoire@numéro")]
type Needs = Annotated[list[str], Meta(description="Ce qui manque pour répondre ; jamais supposé favorable")]
type RuleId = Annotated[str, Meta(description="Identifiant de la règle")]
type OrderId = Annotated[str, Meta(description="Référence de l’arrêté")]
type Article = Annotated[str, Meta(description="Article de l’arrêté ; a_verifier tant que personne ne l’a relu")]
type Message = Annotated[str, Meta(description="Une phrase en français, prête à être lue")]
type Spans = Annotated[
    list[tuple[datetime, datetime]], Meta(description="Intervalles [début, fin[, à l’heure du territoire")
]


class CaseIn(Struct, forbid_unknown_fields=True, frozen=True):
    """One question: a vehicle, an instant, and a position (any territory) or a zone."""

    vehicle: Annotated[Vehicle, Meta(description="Ce qu’on sait du véhicule")]
    at: Instant
    position: Position | None = None
    territory: Slug | None = None
    zone: ZoneId | None = None
    activity: Activity | None = None
    rights: Rights = []
    as_known_at: KnownAt | None = None
    explain: Locale | None = None
    holder: Held | None = None


class DecisionsIn(Struct, forbid_unknown_fields=True, frozen=True):
    """One case (its own fields), or `cases`: up to 10,000 of them, where a bad one gives its problem in its place."""

    vehicle: Annotated[Vehicle, Meta(description="Ce qu’on sait du véhicule")] | None = None
    at: Instant | None = None
    position: Position | None = None
    territory: Slug | None = None
    zone: ZoneId | None = None
    activity: Activity | None = None
    rights: Rights = []
    as_known_at: KnownAt | None = None
    explain: Locale | None = None
    cases: Annotated[list[Raw], Meta(max_length=10_000, description="Des cas, chacun comme ci-dessus.")] | None = None
    holder: Held | None = None


class ReasonOut(Struct, frozen=True):
    """One rule and the text that founds it."""

    rule: RuleId
    order: OrderId
    title: Annotated[str, Meta(description="Intitulé de l’arrêté")]
    article: Article
    message: Message
    quote: Annotated[str | None, Meta(description="Texte de l’article, copié du texte publié")]
    url: Annotated[str | None, Meta(description="Adresse du texte publié")]
    to_verify: Annotated[bool, Meta(description="L’article n’a pas encore été relu sur le texte publié")]
    status: Annotated[
        str, Meta(description="État de l’arrêté à cette date : in_force, demonstration, to_verify ou contested")
    ]

    @classmethod
    def of(cls, reason: Reason) -> "ReasonOut":
        """The reason as interfaces spell it."""
        return cls(
            reason.rule, reason.order, reason.title, reason.article, reason.message, reason.quote, reason.url,
            reason.to_verify, reason.status,
        )  # fmt: skip


class ObligationOut(Struct, frozen=True):
    """One thing to do or not to exceed, and the rule that asks for it."""

    kind: Annotated[
        str,
        Meta(
            description="pass, booking, declaration, disc, stay_min, speed_kmh, visits_per_day, no_return_min, hold_min"
            " ou extension_min"
        ),
    ]
    amount: Annotated[
        int | None, Meta(description="Le maximum, dans l’unité que dit « kind » ; null si rien ne se compte")
    ]
    territory: Slug
    zone: ZoneId
    rule: RuleId
    order: OrderId
    article: Article
    message: Message

    @classmethod
    def of(cls, territory: str, duty: Obligation) -> "ObligationOut":
        """The obligation as interfaces spell it."""
        return cls(
            duty.kind, duty.amount, territory, duty.zone, duty.rule, duty.order, duty.article, duty.message
        )  # fmt: skip


class MissingOut(Struct, frozen=True):
    """Something the answer needs, named in French with its article."""

    need: Annotated[str, Meta(description="Nom de la donnée, comme dans la requête")]
    label: Annotated[str, Meta(description="Son nom en français, avec son article")]


class ReadingOut(Struct, frozen=True):
    """A clause that can be read two ways, and the zone's verdict under each; the graver has won."""

    rule: RuleId
    text: Annotated[str, Meta(description="Ce qui peut se lire de deux façons")]
    as_written: Annotated[str, Meta(description="Verdict de la zone, lu comme la règle l’écrit")]
    otherwise: Annotated[str, Meta(description="Verdict de la zone, lu autrement")]

    @classmethod
    def of(cls, reading: Reading) -> "ReadingOut":
        """The reading as interfaces spell it."""
        return cls(reading.rule, reading.text, reading.as_written.word, reading.otherwise.word)


class ZoneOut(Struct, frozen=True):
    """The verdict in one zone."""

    territory: Slug
    zone: ZoneId
    verdict: Word
    reasons: Annotated[list[ReasonOut], Meta(description="Les règles qui font ce verdict")]
    needs: Needs
    obligations: Annotated[
        list[ObligationOut], Meta(description="Ce qu’il faut respecter pour que la venue soit permise")
    ]
    readings: Annotated[list[ReadingOut], Meta(description="Les clauses à deux lectures ; la plus grave l’emporte")]
    approximate: Annotated[bool, Meta(description="La position est à moins de 50 m d’un contour approximatif")]


class NearbyOut(Struct, frozen=True):
    """A zone beside the position, across an outline only known approximately; it does not count in the verdict."""

    territory: Slug
    zone: ZoneId
    verdict: Word
    distance_m: Annotated[int, Meta(description="Distance à la zone, en mètres")]


class DecisionOut(Struct, frozen=True):
    """The answer to one case."""

    verdict: Word
    doubt: Annotated[bool, Meta(description="Une autre lecture d’une clause donnerait un autre verdict")]
    rulebooks: Rulebooks
    needs: Needs
    missing: Annotated[list[MissingOut], Meta(description="« needs », avec leurs noms en français")]
    obligations: Annotated[
        list[ObligationOut], Meta(description="Ce qu’il faut respecter pour que la venue soit permise")
    ]
    until: Annotated[
        datetime | None, Meta(description="Premier instant où cette réponse change, dans les huit jours ; null sinon")
    ]
    zones: Annotated[
        list[ZoneOut], Meta(description="Les zones du lieu, chacune avec son verdict ; le plus grave est celui du cas")
    ]
    nearby: Annotated[
        list[NearbyOut],
        Meta(description="Zones toutes proches, au contour approximatif, qui ne comptent pas dans le verdict"),
    ]
    explanation: Annotated[list[str], Meta(description="Phrases de l’explication ; vide sans « explain »")]


class DecisionsOut(Struct, frozen=True):
    """The answers, in the order of the cases: a decision each, or problem details for a bad case."""

    decisions: Annotated[list[Raw], Meta(description="Dans l’ordre des cas : une décision, ou le problème du cas")]


class WindowsIn(Struct, forbid_unknown_fields=True, frozen=True, rename={"start": "from", "end": "to"}):
    """Vehicle × zones × horizon (35 days at most)."""

    territory: Slug
    vehicle: Annotated[Vehicle, Meta(description="Ce qu’on sait du véhicule")]
    start: Instant
    end: Instant
    zones: Annotated[list[str], Meta(max_length=200, description="Absent : toutes les zones du territoire")] | None = (
        None
    )
    activity: Activity | None = None
    rights: Rights = []
    as_known_at: KnownAt | None = None
    holder: Held | None = None


class ZoneWindows(Struct, frozen=True):
    """One zone's intervals, by verdict."""

    territory: Slug
    zone: ZoneId
    allowed: Spans
    conditional: Spans
    unknown: Spans
    forbidden: Spans


class WindowsOut(Struct, frozen=True):
    """The windows of each zone asked."""

    rulebooks: Rulebooks
    zones: Annotated[list[ZoneWindows], Meta(description="Les heures de chaque zone demandée")]
