"""Piccolo's card of this owner of tables."""

from piccolo.conf.apps import AppConfig

from tenants.settings import CHECKOUT
from tenants.tables import NATIONAL, TERRITORY_OWNED

APP_CONFIG = AppConfig(
    app_name="tenants",
    migrations_folder_path=str(CHECKOUT / "migrations" / "tenants"),
    table_classes=[*NATIONAL, *TERRITORY_OWNED],
    migration_dependencies=[],
    commands=[],
)
