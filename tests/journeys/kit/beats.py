"""A beat to be checked: a territory with its rules, its officer, passes of every kind, and a camera that sees them."""

import random
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fleets import van
from PIL import Image, ImageFilter
from signing import some_owner, some_person

from accounts.service.secret import Secret
from accounts.service.vehicles import add_vehicle
from cirqliz.core.passes import Payload, Signer, token_of, url_of
from cirqliz.core.passes.drawing import code_of
from cirqliz.core.passes.payload import kind_number
from cirqliz.core.passes.stamps import stamped
from cirqliz.service.asking import Wish, ask
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.derogations import Derogations
from cirqliz.service.passes.keeping import move_pass
from cirqliz.service.passes.keys import HouseKeys
from cirqliz.service.passes.records import Held
from cirqliz.service.passes.showing import Looked, draw_codes, page_own
from joptimiz.holding import Fleets, Persons
from rules.model import Source
from tenants.database import Scope, scoped
from tenants.keys.vault import Vault
from tenants.opinion import Opinion
from tenants.registry import publish
from tenants.shelf import Shelf
from tenants.who import Role, Who

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
"""10 h in the territory."""
INSIDE = (7.05, 43.05)
FRAME = (960, 540)
_SHAPES = {
    f"zones/{name}.geojson": {
        "type": "Polygon", "coordinates": [[[x, 43.0], [x + 0.1, 43.0], [x + 0.1, 43.1], [x, 43.1], [x, 43.0]]],
    }
    for name, x in (("centre", 7.0), ("quai", 7.2))
}  # fmt: skip
_RULES = """schema: joptimiz/rules@1
orders:
  O-1: {title: Arrêté des essais, status: demonstration}
zones:
  centre: {kind: ztl, name: Vieux-Pont, geometry: zones/centre.geojson}
  quai: {kind: ztl, name: Le quai, geometry: zones/quai.geojson}
rights:
  livreur: {name: la livraison, order: O-1, article: "4", holder: vehicle, decided_by: automatic,
    for: {category: {in: [N1]}}}
  flotte: {name: la livraison de flotte, order: O-1, article: "6", holder: carrier, pool: 2, decided_by: desk}
  matin: {name: la livraison du matin, order: O-1, article: "5", holder: vehicle, decided_by: automatic}
rules:
  - {id: ztl, do: prohibit, zones: [centre, quai], order: O-1, article: "2"}
  - {id: gros, do: prohibit, zones: [quai], if: {gvw_kg: {gt: 3500}}, order: O-1, article: "3"}
  - {id: livreur, do: allow, overrides: [ztl], zones: [centre, quai], if: {right: {has: livreur}}, order: O-1,
     article: "4"}
  - {id: flotte, do: allow, overrides: [ztl], zones: [centre], if: {right: {has: flotte}}, order: O-1, article: "6"}
  - {id: matin, do: allow, overrides: [ztl], zones: [centre], if: {right: {has: matin}}, when: {time: "06:00-09:30"},
     order: O-1, article: "5"}
"""


@dataclass
class Stranger:
    """Signs under the name of a key that is not its own, or is nobody’s."""

    kid: bytes
    ends_at: datetime = NOW + timedelta(days=900)
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def sign(self, data: bytes) -> bytes:
        """As a territory would."""
        numbers = decode_dss_signature(self.private.sign(data, ec.ECDSA(SHA256())))
        return b"".join(each.to_bytes(32, "big") for each in numbers)


@dataclass(frozen=True)
class Shown:
    """A code before the camera, and the only right answer to it."""

    url: str
    answer: str


@dataclass
class Beat:
    """Where an officer checks."""

    slug: str
    officer: Who
    second: Who
    """One of the other territory, who may have the same telephone."""
    admin: Who
    owner: Who
    standing: Held
    """A pass of this carrier that serves."""
    signer: Signer
    elsewhere: Signer
    stopped: dict[str, str]
    """Addresses of real passes that were taken back, or suspended."""

    def codes(self, count: int, origin: str, seed: int = 8) -> list[Shown]:
        """So many, of every kind in turn, no two alike."""
        drawn = random.Random(seed)
        found = [Shown(url, answer) for answer, url in self.stopped.items()]
        kinds = list(_MAKERS)
        while len(found) < count:
            answer = kinds[len(found) % len(kinds)]
            plate = f"{drawn.choice('ABCDEFGH')}{drawn.choice('JKLM')}{drawn.randint(1, 999):03}XY"
            found.append(Shown(_MAKERS[answer](self, plate, drawn, origin), answer.partition(" ")[0]))
        drawn.shuffle(found)
        return found


async def some_beat(folder: Path, origin: str) -> Beat:
    """A territory that has published, with keys in this data folder; passes in it, and in another one."""
    keys = HouseKeys(Vault(Secret(None, folder).derive))
    async with scoped(Scope(door="test")) as connection:
        # Another folder sealed it with a secret of its own.
        await connection.execute("DELETE FROM platform_secret")
    slug, other = [f"{name}-{uuid4().hex[:6]}" for name in ("valmont", "ailleurs")]
    for each in (slug, other):
        head = f"schema: joptimiz/territory@1\nslug: {each}\nname: Valmont\ntimezone: Europe/Paris\n"
        sources = [
            Source("territory.yaml", f'{head}crs: "EPSG:2154"\ndemonstration: true\n'), Source("rules/r.yaml", _RULES),
        ]  # fmt: skip
        await publish(each, sources, _SHAPES, base=0, by="test", at=NOW, second=lambda *_: Opinion(0))
    ours, elsewhere = [await keys.get_signer(each, NOW) for each in (slug, other)]
    police, admin = [await _somebody(slug, role) for role in ("police", "admin")]
    second = await _somebody(other, "police")
    owner = await some_owner()
    stopped, standing = await _some_passes(slug, admin, owner, keys, origin)
    return Beat(slug, police, second, admin, owner, standing, ours, elsewhere, stopped)


async def _somebody(slug: str, role: str) -> Who:
    who = await some_person()
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, $2, $3, 'test')",
            who.person, role, slug,
        )  # fmt: skip
    held = Role(role, slug)  # type: ignore[arg-type]
    return Who(who.person, who.name, who.email, (held,), held)


async def _some_passes(
    slug: str, admin: Who, owner: Who, keys: HouseKeys, origin: str
) -> tuple[dict[str, str], Held]:  # fmt: skip
    shelf = Shelf()
    await shelf.refresh()
    on = Derogations(shelf.current, Fleets(), Persons(), lambda: NOW)
    for plate in ("AB801CD", "AB802CD", "AB803CD"):
        vehicle = await add_vehicle(owner, van(plate, "", category="N1", gvw_kg=3500), NOW)
        await ask(on, owner, uuid4(), [Wish(slug, "livreur", vehicle.id, NOW.date())])
    found: dict[str, str] = {}
    (*held, standing), _ = await page_own(owner, Looked("standing"), NOW)
    for act, answer, each in zip(("revoke", "suspend"), ("revoked", "suspended"), held, strict=True):
        (code,) = await draw_codes(keys, [each], NOW)
        await move_pass(on, admin, each.id, act, "Essai")  # type: ignore[arg-type]
        found[answer] = url_of(origin, code.token)
    return found, standing


async def some_pool(beat: Beat) -> tuple[Who, UUID]:
    """The owner of a carrier that holds the right of a fleet there, and that right."""
    shelf = Shelf()
    await shelf.refresh()
    owner, on = await some_owner(), Derogations(shelf.current, Fleets(), Persons(), lambda: NOW)
    (asked,) = await ask(on, owner, uuid4(), [Wish(beat.slug, "flotte", None, NOW.date())])
    (granted,) = await decide(on, beat.admin, [asked.id], Decision(granted=True, reason=""))
    assert granted.derogation
    return owner, granted.derogation


def _payload(plate: str | None, drawn: random.Random, **more: object) -> Payload:
    fields: dict[str, object] = {
        "code": drawn.randbytes(8), "plate": plate, "zones": (1,), "starts_at": NOW - timedelta(days=2),
        "ends_at": NOW + timedelta(days=90), "kind": kind_number("livreur"), "status": 7,
    }  # fmt: skip
    return Payload(**fields | more)  # type: ignore[arg-type]


def pass_signed_by(by: Signer, plate: str, drawn: random.Random, origin: str, **more: object) -> str:
    """The address in the code of a pass."""
    return url_of(origin, token_of(_payload(plate, drawn, **more), by))


_PHONE, _OTHER = Stranger(b"\x09" * 4), Stranger(b"\x08" * 4)


def _shown(beat: Beat, drawn: random.Random, origin: str, late: timedelta | None = None, by: Stranger = _PHONE) -> str:
    """A pass bound to a telephone, as one shows it so late; or without an hour."""
    point = _PHONE.private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    token = token_of(_payload(None, drawn, device=point), beat.signer)
    return url_of(origin, token if late is None else stamped(token, NOW - late, by.sign))


_MAKERS: Mapping[str, Callable[[Beat, str, random.Random, str], str]] = {
    "valid": lambda beat, *at: pass_signed_by(beat.signer, *at),
    "expired": lambda beat, *at: pass_signed_by(beat.signer, *at, ends_at=NOW - timedelta(hours=1)),
    "valid anywhere": lambda beat, *at: pass_signed_by(beat.signer, *at, zones=()),
    "not_yet": lambda beat, *at: pass_signed_by(beat.signer, *at, starts_at=NOW + timedelta(hours=1)),
    "forged": lambda beat, *at: pass_signed_by(Stranger(beat.signer.kid), *at),
    "wrong_zone": lambda beat, *at: pass_signed_by(beat.signer, *at, zones=(2,)),
    "wrong_hour": lambda beat, *at: pass_signed_by(beat.signer, *at, kind=kind_number("matin")),
    "other_territory": lambda beat, *at: pass_signed_by(beat.elsewhere, *at),
    "unknown_key": lambda _beat, *at: pass_signed_by(Stranger(b"\x07\x07\x07\x07"), *at),
    "truncated": lambda beat, *at: pass_signed_by(beat.signer, *at)[:-40],
    "malformed": lambda _beat, plate, _drawn, origin: f"{origin.upper()}/P/{plate}0189",
    "stamp_missing": lambda beat, _, drawn, origin: _shown(beat, drawn, origin),
    "stamp_old": lambda beat, _, drawn, origin: _shown(beat, drawn, origin, late=timedelta(minutes=10)),
    "stamp_forged": lambda beat, _, drawn, origin: _shown(beat, drawn, origin, late=timedelta(0), by=_OTHER),
    "stale": lambda beat, *at: pass_signed_by(beat.signer, *at, status=900_000),
}


def pictured(url: str) -> str:
    """A code as the address of a picture."""
    out = BytesIO()
    code_of(url, "M").save(out, kind="png", scale=6, border=4)
    return f"data:image/png;base64,{b64encode(out.getvalue()).decode()}"


def film(codes: list[Shown], path: Path, *, still: int = 12, seed: int = 8) -> None:
    """A clip for Chromium’s camera (JPEG images in a row): each code turned, blurred, dimmed, somewhere."""
    drawn = random.Random(seed)
    with path.open("wb") as out:
        for shown in codes:
            frames = [_frame(shown.url, drawn) for _ in range(2)]
            for number in range(still):
                out.write(frames[number * 2 // still])


def _frame(url: str, drawn: random.Random) -> bytes:
    code = BytesIO()
    code_of(url, "M").save(code, kind="png", scale=6, border=4)
    width = drawn.randint(300, 420)
    image = Image.open(code).convert("L").resize((width, width), Image.Resampling.LANCZOS)
    turned = image.rotate(drawn.uniform(-30, 30), Image.Resampling.BICUBIC, expand=True, fillcolor=150)
    scene = Image.new("L", FRAME, 150)
    room = [max(0, side - each) for side, each in zip(FRAME, turned.size, strict=True)]
    scene.paste(turned, (drawn.randint(0, room[0]), drawn.randint(0, room[1])))
    dimmed = scene.point([round(40 + level * drawn.uniform(0.7, 0.8)) for level in range(256)])
    blurred = dimmed.filter(ImageFilter.GaussianBlur(drawn.uniform(0.2, 1.1)))
    written = BytesIO()
    blurred.convert("RGB").save(written, "JPEG", quality=80)
    return written.getvalue()
