"""The desk of rules: drafts, publication, what each node serves, as JSON doors and as pages."""

from admin_ui.rules.api.drafts import DraftController
from admin_ui.rules.api.steps import StepController
from admin_ui.rules.api.texts import TextController

ROUTERS = (DraftController, TextController, StepController)
"""Mounted by the front door."""
