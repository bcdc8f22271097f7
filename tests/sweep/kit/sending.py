"""What addresses of the application name, and what is sent there: tables that a new route joins."""

from collections.abc import Callable, Mapping
from uuid import uuid4

from worlds import Tenant

OBJECTS = {
    f"{name}:uuid": name
    for name in (
        "vehicle", "aside", "role", "invitation", "session", "key", "source", "membership", "asked", "person",
        "draft", "comment", "document", "application", "derogation", "batch", "push", "deposit", "letters",
        "shown", "bay", "taken", "stay", "hold",
    )
} | {"token:str": "token", "client:str": "client", "number:int": "number"}  # fmt: skip
"""The objects that an address may name, and how a tenant calls the one it keeps. A new kind must join."""
TERRITORIES = ("slug:str", "territory:str")
NOBODYS = {
    "name:str": "1.eml",
    "file_path:path": "favicon.svg",
    "path:str": "openapi.json",
    "path:path": "centre.geojson",
    "file:str": "r.yaml",
    "form:str": "csv",
    "zone:str": "centre",
    "order:str": "O-1",
    "lender:str": "voisine",
    "version:str": "1",
    "code:str": "A" * 194,
}
"""Of no tenant: a tile archive, a letter of the mailbox of this machine, a built file, a page of the interface, and the
words by which each territory calls its own files, zones and orders; `voisine` is a territory that
both may borrow from; a code that nobody signed, for one that is signed tells all it says to whoever holds it."""
ACT = "{act:str}"
"""The last word of an address that says what to do: each is a door by itself."""
_ZONES = "/api/v1/territories/{slug:str}/drafts/{draft:uuid}/zones"
ASKED = {each: {"path": "zones/centre.geojson"} for each in (_ZONES, f"{_ZONES}/around", f"{_ZONES}/review")}
"""What an address must be asked with."""
_RING = [[7.02, 43.02], [7.08, 43.02], [7.08, 43.08], [7.02, 43.02]]
SHAPE = {"type": "Polygon", "coordinates": [_RING]}
_LINE = {"type": "LineString", "coordinates": [[7.0, 43.05], [7.1, 43.05]]}
BODIES: Mapping[str, Callable[[Tenant], dict[str, object]]] = {
    "AskIn": lambda tenant: {"batch": str(uuid4()), "wishes": [_wish(tenant)]},
    "ApprovalIn": lambda tenant: {"digest": tenant.ids["digest"]},
    "BorrowIn": lambda _: {"orders": ["O-1"]},
    "ChecksIn": lambda _: {"checks": [_check()]},
    "DayIn": lambda tenant: {"territory": tenant.slug, "day": "2026-11-30"},
    "DecisionIn": lambda tenant: {"requests": [tenant.ids["application"]], "granted": True},
    "DraftIn": lambda _: {"title": "Essai"},
    "DrawnIn": lambda _: {"shape": SHAPE},
    "PlateIn": lambda _: {"plate": some_plate()},
    "PlaceIn": lambda _: {"text": "schema: joptimiz/rules@1", "line": 1, "column": 1},
    "PushIn": lambda _: {"revision": 0, "changes": []},
    "RebaseIn": lambda _: {"keep_mine": True},
    "SayIn": lambda _: {"text": "Bien."},
    "ShapeIn": lambda _: {"revision": 0, "shape": SHAPE},
    "SpanIn": lambda _: {"from": "2026-12-01T00:00:00+01:00", "to": "2026-12-08T00:00:00+01:00"},
    "SplitIn": lambda _: {"shape": SHAPE, "line": _LINE},
    "TextIn": lambda _: {"text": "# essai\n", "revision": 0},
    "VehicleIn": lambda tenant: {"plate": some_plate(), "name": tenant.ids["vehicle"], "facts": {"category": "N1"}},
    "WhenIn": lambda _: {"publish_at": "2030-01-01T06:00"},
    "WordsIn": lambda _: {"words": "Bien."},
}
"""A body that is well formed, for each shape that people signed in may send. A route with another shape must join."""


def _wish(tenant: Tenant) -> dict[str, object]:
    return {"territory": tenant.slug, "kind": "gros", "vehicle": tenant.ids["vehicle"], "starts_on": "2026-12-01"}


def _check() -> dict[str, object]:
    return {"id": str(uuid4()), "at": "2026-11-30T08:00:00Z", "answer": "forged", "means": "code"}


def some_plate() -> str:
    """A plate nobody has."""
    return f"XB-{uuid4().int % 900 + 100}-XC"
