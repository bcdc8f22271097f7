"""The back office: one page module a desk."""
