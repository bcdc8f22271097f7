"""Piccolo's card of this owner of tables."""

from piccolo.conf.apps import AppConfig

from accounts.tables import ACCOUNTS
from tenants.settings import CHECKOUT

APP_CONFIG = AppConfig(
    app_name="accounts",
    migrations_folder_path=str(CHECKOUT / "migrations" / "accounts"),
    table_classes=[*ACCOUNTS.tables],
    migration_dependencies=["tenants.piccolo_app"],
    commands=[],
)
