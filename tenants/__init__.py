"""What stands: territories, rulebooks, zones, the database that keeps them apart."""
