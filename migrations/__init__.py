"""Migrations, one folder for each owner of tables."""
