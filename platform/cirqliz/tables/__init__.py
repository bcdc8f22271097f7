"""The tables of derogations."""

from pathlib import Path

from tenants.owned import Owned

CIRQLIZ = Owned("cirqliz", Path(__file__).parent / "register.yaml")
