"""Drafts: a territory's rulebook as it is written, discussed, approved by somebody else, and published."""
