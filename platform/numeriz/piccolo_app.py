"""Piccolo's card of this owner of tables."""

from piccolo.conf.apps import AppConfig

from numeriz.tables import NUMERIZ
from tenants.settings import CHECKOUT

APP_CONFIG = AppConfig(
    app_name="numeriz",
    migrations_folder_path=str(CHECKOUT / "migrations" / "numeriz"),
    table_classes=[*NUMERIZ.tables],
    migration_dependencies=["tenants.piccolo_app", "accounts.piccolo_app"],
    commands=[],
)
