"""Itinériz: routes that obey the orders and say why."""
