"""The OpenID Connect provider: one sign-on for every module, every territory, and the tools of each."""

from accounts.service.provider.authorizing import Consent, Outcome, Refused, Sent, SignIn
from accounts.service.provider.calls import Answer, Call, Malformed, problem, read_form, read_parameters
from accounts.service.provider.clients import (
    add_client,
    find_client,
    list_clients,
    owner_of,
    remove_client,
    turn_secret,
)
from accounts.service.provider.keys import Keys
from accounts.service.provider.provider import Confirm, LeavingOutcome, Left, Provider
from accounts.service.secret import Secret

__all__ = [
    "Answer",
    "Call",
    "Confirm",
    "Consent",
    "Keys",
    "LeavingOutcome",
    "Left",
    "Malformed",
    "Outcome",
    "Provider",
    "Refused",
    "Secret",
    "Sent",
    "SignIn",
    "add_client",
    "find_client",
    "list_clients",
    "owner_of",
    "problem",
    "read_form",
    "read_parameters",
    "remove_client",
    "turn_secret",
]  # fmt: skip
