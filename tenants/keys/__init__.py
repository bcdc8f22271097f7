"""The keys of territories and of the platform, and what they sign: bundles, the list of keys."""

from tenants.keys.ring import Key, list_keys
from tenants.keys.signing import Signing

__all__ = ["Key", "Signing", "list_keys"]
