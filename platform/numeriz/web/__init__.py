"""What everybody reads of bays, and what a phone does."""

from numeriz.web.alerts import AlertController

ROUTERS = (AlertController,)
"""Mounted by the front door."""
