"""Lowered rules to and from the tree that the canonical bundle is written from."""
