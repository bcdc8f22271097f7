"""Passes: issued with a right, read by whoever scans, listed for those who have no network; the only door to them."""
