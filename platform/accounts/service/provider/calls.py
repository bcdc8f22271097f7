"""A request and an answer as the protocol sees them, whatever serves them."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

MOST_FIELDS = 60
FORM = "application/x-www-form-urlencoded"


class Malformed(Exception):
    """The parameters cannot be read; the message is for the protocol: English, ASCII."""


def read_parameters(text: str) -> dict[str, str]:
    """The parameters of a query or of a form, each at most once (RFC 6749 § 3.1, § 3.2); raises Malformed."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise Malformed("The parameters cannot be read.") from None
    found: dict[str, str] = {}
    for name, value in pairs:
        if "\0" in value:
            raise Malformed("A parameter holds a null character.")
        if name in found and name != "resource":
            raise Malformed("A parameter is given more than once.")
        # A parameter sent without a value is as if it were not sent.
        if value:
            found[name] = value
    return found


def read_form(body: bytes, content_type: str) -> dict[str, str]:
    """The parameters of a posted form; raises Malformed."""
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise Malformed(f"Send the parameters as {FORM}.")
    try:
        return read_parameters(body.decode())
    except UnicodeDecodeError:
        raise Malformed("The parameters are not UTF-8.") from None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a client."""

    method: str
    parameters: Mapping[str, str]
    authorization: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Its headers, as authlib reads them; credentials that do not read are none."""
        kind, _, credentials = self.authorization.partition(" ")
        if kind.lower() != "basic":
            return {}
        try:
            told = base64.b64decode(credentials, validate=True).decode()
        except (binascii.Error, ValueError):
            return {}
        return {} if "\0" in told else {"Authorization": self.authorization}

    @property
    def bearer(self) -> str:
        """The access token it carries in its header; empty without one."""
        kind, _, token = self.authorization.partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""


@dataclass(slots=True)
class Answer:
    """What the protocol answers; `location` can be set, as authlib's issuer parameter wants."""

    status: int
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def location(self) -> str | None:
        """Where it sends the browser, if it does."""
        return self.headers.get("Location")

    @location.setter
    def location(self, value: str) -> None:
        self.headers["Location"] = value


def problem(error: str, description: str, status: int = 400) -> Answer:
    """An error as the token endpoint says it (RFC 6749 § 5.2)."""
    body = {"error": error, "error_description": description}
    return Answer(status, body, {"Content-Type": "application/json", "Cache-Control": "no-store"})
