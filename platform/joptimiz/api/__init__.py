"""The HTTP interface of what stands: territories, zones, decisions, windows, health."""
