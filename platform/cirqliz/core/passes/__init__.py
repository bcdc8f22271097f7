"""Passes: the signed code that shows a right, read without a network; no database, no clock, no page."""

from cirqliz.core.passes.cose import Fault, Key, Signer
from cirqliz.core.passes.payload import Payload
from cirqliz.core.passes.token import Opened, Refusal, open_token, token_of, url_of

__all__ = [
    "Fault",
    "Key",
    "Opened",
    "Payload",
    "Refusal",
    "Signer",
    "open_token",
    "token_of",
    "url_of",
]
