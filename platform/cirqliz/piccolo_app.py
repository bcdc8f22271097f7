"""Piccolo's card of this owner of tables."""

from piccolo.conf.apps import AppConfig

from cirqliz.tables import CIRQLIZ
from tenants.settings import CHECKOUT

APP_CONFIG = AppConfig(
    app_name="cirqliz",
    migrations_folder_path=str(CHECKOUT / "migrations" / "cirqliz"),
    table_classes=[*CIRQLIZ.tables],
    migration_dependencies=["tenants.piccolo_app", "accounts.piccolo_app"],
    commands=[],
)
