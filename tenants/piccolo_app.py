"""Piccolo's card of this owner of tables."""

from piccolo.conf.apps import AppConfig

from tenants.owned import TENANTS
from tenants.settings import CHECKOUT

APP_CONFIG = AppConfig(
    app_name="tenants",
    migrations_folder_path=str(CHECKOUT / "migrations" / "tenants"),
    table_classes=[*TENANTS.tables],
    migration_dependencies=[],
    commands=[],
)
