"""Piccolo's configuration for migrations: the owner's address, never the runtime role's."""

import os

from piccolo.conf.apps import AppRegistry

from tenants.database import LazyEngine

DB = LazyEngine(config={"dsn": os.environ.get("DATABASE_OWNER_URL", "")})
APP_REGISTRY = AppRegistry(
    apps=["tenants.piccolo_app", "accounts.piccolo_app", "cirqliz.piccolo_app", "numeriz.piccolo_app"]
)
