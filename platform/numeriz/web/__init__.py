"""What everybody reads of bays, and what a phone does."""

from numeriz.web.alerts import AlertController
from numeriz.web.around import AroundController

ROUTERS = (AlertController, AroundController)
"""Mounted by the front door."""
