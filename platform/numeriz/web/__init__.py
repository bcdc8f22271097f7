"""What everybody reads of bays, and what a phone does."""

from numeriz.web.alerts import AlertController
from numeriz.web.around import AroundController
from numeriz.web.curbs import CurbController
from numeriz.web.discs import HoldController, ReportController, StayController
from numeriz.web.inventory import ExportController, InventoryController, NearController
from numeriz.web.states import StateController
from numeriz.web.texts import TextController

DISCS = (StayController, HoldController, ReportController, StateController, TextController)
BAYS = (InventoryController, ExportController, NearController, CurbController, AroundController)
ROUTERS = (AlertController, *DISCS, *BAYS)
"""Mounted by the front door."""
