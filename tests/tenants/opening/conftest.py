"""The reference data, fetched once for this checkout."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tenants.opening.reference import Reference

DATA = Path(os.environ.get("JOPTIMIZ_DATA") or Path(__file__).parents[3] / ".data-test")


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The table and the outlines."""
    return Reference(DATA)


@pytest.fixture
def now() -> datetime:
    """A Monday."""
    return datetime(2026, 11, 30, 9, tzinfo=UTC)
