"""Nodes to lowered rules, one file a section of the language."""
