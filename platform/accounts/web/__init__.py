"""The pages and doors of accounts."""

from accounts.web.provider import provider_doors

__all__ = ["provider_doors"]
