"""What goods vehicles emit by pace, and their energy upstream: plain tables (SOURCES.md says whose)."""

from connectors.emissions.tables import SOURCE, Energy, VehicleClass, vehicle_classes

__all__ = ["SOURCE", "Energy", "VehicleClass", "vehicle_classes"]
