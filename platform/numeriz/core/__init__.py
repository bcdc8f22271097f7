"""What bays and stays are; no clock, no database."""
