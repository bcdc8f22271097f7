"""What a territory has signed, believed and asked without its server: an envelope, keys and a question; a verdict.

The other half of it is JavaScript, for browsers: `platform/joptimiz/frontend/src/verify/`.
"""

from tenants.verifying.answering import Answer, Opened, Question, ZoneAnswer, decide
from tenants.verifying.believing import Refused, Ring, Trusted, Verified, verify, verify_keys, verify_signed

__all__ = [
    "Answer", "Opened", "Question", "Refused", "Ring", "Trusted", "Verified", "ZoneAnswer", "decide", "verify",
    "verify_keys", "verify_signed",
]  # fmt: skip
