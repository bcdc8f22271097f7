"""Editing a text together, as text and as form: changes, their history, and form edits that become changes."""
