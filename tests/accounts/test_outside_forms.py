"""What people type of providers, and to find them."""

import pytest

from accounts.core.outside_forms import Draft, read_draft, read_word

HERE = "https://joptimiz.exemple.fr"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" Camille@Ville.FR ", ("domain", "ville.fr")), ("ville.fr", ("domain", "ville.fr")),
        ("200 054 781 00022", ("siret", "20005478100022")), ("grand-lac", ("territory", "grand-lac")),
        ("", ("", "")), ("une ville", ("", "")), ("２０００５４７８１０００２２", ("", "")), ("a' OR 1=1", ("", "")),
    ],
)  # fmt: skip
def test_a_word_is_an_address_a_siret_or_a_territory(typed: str, read: tuple[str, str]) -> None:
    """Whatever its spaces and capitals."""
    assert read_word(typed) == read


@pytest.mark.parametrize(
    ("issuer", "fits"),
    [
        ("https://id.exemple.fr", True), ("https://id.exemple.fr/tenant/v2.0/", True),
        ("https://id.exemple.fr/.well-known/openid-configuration", True), ("http://id.exemple.fr", False),
        ("http://127.0.0.1:8080", False), ("https://id.exemple.fr?x=1", False), ("https://id.exemple.fr#x", False),
        ("javascript:alert(1)", False), ("https://id.exemple.fr:port", False), (f"https://{'a' * 300}.fr", False),
        (HERE, False), ("https://PRO.exemple.fr/", False),
    ],
)  # fmt: skip
def test_an_issuer_is_in_https_and_of_its_own(issuer: str, fits: bool) -> None:
    """Neither this machine when the site is not on it, nor ours, nor the operator's."""
    draft = Draft("X", issuer, "us", "secret", domain="@Exemple.FR")
    read, problems = read_draft(draft, here=HERE, reserved=(HERE, "https://pro.exemple.fr"))
    assert (problems == []) is fits
    assert read.domain == "exemple.fr"
    assert not read.issuer.endswith("configuration")


def test_the_secret_is_never_printed() -> None:
    """Nor in what is said of a draft."""
    assert "hush" not in repr(Draft("X", "https://x.fr", "us", "hush"))
