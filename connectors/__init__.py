"""The outside world: formats and services, one file each, no database."""
