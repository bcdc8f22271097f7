"""Derogations: asked once, decided by each territory, used everywhere at once."""
