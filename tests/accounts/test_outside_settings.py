"""ProConnect in the settings: all of it or nothing, never printed."""

import pytest

from tenants.settings import Settings

NAMES = ("JOPTIMIZ_PROCONNECT", "JOPTIMIZ_PROCONNECT_ID", "JOPTIMIZ_PROCONNECT_SECRET")
WHOLE = dict(zip(NAMES, ("https://proconnect.exemple.fr/api/v2", "us", "a secret of ours"), strict=True))


def test_all_of_it_or_nothing() -> None:
    """Each that is missing is named; empty is missing; nothing at all is no ProConnect."""
    assert Settings.of({}).proconnect is None
    assert Settings.of(dict.fromkeys(NAMES, "")).proconnect is None
    for name in NAMES:
        with pytest.raises(ValueError, match=f"il manque {name}\\.") as error:
            Settings.of(WHOLE | {name: ""})
        assert "a secret of ours" not in str(error.value)


def test_the_secret_is_never_printed() -> None:
    """Nor does it show in what is said of the settings."""
    given = Settings.of(WHOLE)
    assert given.proconnect is not None
    assert given.proconnect.secret == "a secret of ours"
    assert "a secret of ours" not in repr(given)


@pytest.mark.parametrize(
    "issuer",
    ["http://proconnect.exemple.fr", "proconnect.exemple.fr", "https://a@b.fr", "https://b.fr?x=1", "https://[x"],
)
def test_its_address_is_safe(issuer: str) -> None:
    """In https, but on this machine."""
    with pytest.raises(ValueError, match="JOPTIMIZ_PROCONNECT vaut"):
        Settings.of(WHOLE | {"JOPTIMIZ_PROCONNECT": issuer})
    assert Settings.of(WHOLE | {"JOPTIMIZ_PROCONNECT": "http://127.0.0.1:9"}).proconnect is not None
