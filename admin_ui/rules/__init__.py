"""The desk of rules: drafts, publication, what each node serves, as JSON doors and as pages."""

from litestar import Router

from accounts.web.forms import require_bound
from admin_ui.rules.acts import DraftPages
from admin_ui.rules.api.drafts import DraftController
from admin_ui.rules.api.help import HelpController
from admin_ui.rules.api.lenders import LenderController
from admin_ui.rules.api.steps import StepController
from admin_ui.rules.api.texts import TextController
from admin_ui.rules.bench import BenchPages
from admin_ui.rules.borrow import BorrowPages
from admin_ui.rules.formed import FormPages
from admin_ui.rules.fresh import FreshPages
from admin_ui.rules.health import HealthPages
from admin_ui.rules.pages import RulePages

ROUTERS = (
    DraftController,
    TextController,
    HelpController,
    LenderController,
    StepController,
    Router(
        path="/",
        route_handlers=[RulePages, BorrowPages, FreshPages, FormPages, BenchPages, DraftPages, HealthPages],
        before_request=require_bound,
    ),
)
"""Mounted by the front door."""
