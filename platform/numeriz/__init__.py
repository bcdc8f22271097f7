"""Delivery bays, and the digital disc that is set on them."""
