"""A message to one browser alone, from somebody it can name; never to the inside."""

import json

import pytest
from browsers import Browser, push_service, raw64
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from connectors.webpush import LASTS_S, LONGEST, Notice, Sender, Subscription, Unreadable, push, seal

HERE = "http://localhost:8000"
NOW = 1_790_000_000
SENDER = Sender.of(b"a secret of this installation   ", "mailto:contact@ville.example")
NOTICE = Notice("Plus que 5\u00a0min".encode(), 300, "disque")
# RFC 8291, appendix A.
EXAMPLE = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"  # noqa: E501  # one value
EXAMPLE_KEY, EXAMPLE_AUTH = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94", "BTBZMqHH6r4Tts7J_aSIgg"


def subscription(browser: Browser) -> Subscription:
    """As the page tells it."""
    return Subscription(**browser.keys)


def test_the_example_of_the_standard_is_opened() -> None:
    """What opens our messages in these tests opens those of the standard."""
    private = ec.derive_private_key(int.from_bytes(raw64(EXAMPLE_KEY)), ec.SECP256R1())
    opened = Browser(private=private, auth=raw64(EXAMPLE_AUTH)).open(raw64(EXAMPLE))
    assert opened == b"When I grow up, I want to be a watermelon"


async def test_one_browser_reads_it_and_no_other() -> None:
    """Sent with its subject, its term, its urgency; another key opens nothing."""
    with push_service() as service:
        browser = Browser(service.address)
        sent = await push(SENDER, subscription(browser), NOTICE, NOW, here=HERE)
    assert sent.status == 201
    assert browser.open(service.bodies[0]) == NOTICE.body
    said = service.headers[0]
    assert (said["content-encoding"], said["ttl"], said["urgency"], said["topic"]) == (
        "aes128gcm", "300", "high", "disque",
    )  # fmt: skip
    with pytest.raises(InvalidTag):
        Browser(auth=browser.auth).open(service.bodies[0])
    with pytest.raises(ValueError, match="3001 bytes"):
        seal(b"x" * (LONGEST + 1), subscription(browser))


def test_who_sends_is_signed_for_that_service_alone() -> None:
    """The key is that which browsers subscribe with, the same at each start."""
    scheme, _, rest = SENDER.authorization("https://push.example:8443/x/1", NOW).partition(" ")
    token, key = (part.strip().partition("=")[2] for part in rest.split(","))
    head, claims, signature = token.split(".")
    assert scheme == "vapid"
    assert key == SENDER.public == Sender.of(b"a secret of this installation   ", "").public
    assert key != Sender.of(b"another secret of 32 bytes......", "").public
    assert json.loads(raw64(claims)) == {
        "aud": "https://push.example:8443", "exp": NOW + LASTS_S, "sub": "mailto:contact@ville.example",
    }  # fmt: skip
    raw = raw64(signature)
    signed = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw64(key))
    public.verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.example/1"}, {"endpoint": "https://u:p@push.example/1"}, {"endpoint": "push"},
        {"p256dh": "AAAA"}, {"p256dh": "é"}, {"auth": "c2hvcnQ"}, {"auth": "!"}, {"p256dh": "B" + "A" * 86},
    ],
)  # fmt: skip
def test_what_is_no_subscription_is_refused(wrong: dict[str, str]) -> None:
    """With a sentence."""
    told = Subscription(**Browser("https://push.example/1").keys | wrong)
    with pytest.raises(Unreadable, match=r"\.$"):
        told.check()


@pytest.mark.parametrize(
    "inside", ["https://127.0.0.1/1", "https://[::1]/1", "https://10.0.0.1/1", "https://localhost/"]
)
async def test_nothing_leaves_for_the_inside(inside: str) -> None:
    """From a site that is not on this machine."""
    sent = await push(SENDER, subscription(Browser(inside)), NOTICE, NOW, here="https://ville.example")
    assert sent.status is None
