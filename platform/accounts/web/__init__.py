"""The pages and doors of accounts."""
