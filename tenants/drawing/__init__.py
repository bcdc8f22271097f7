"""Tracés: measured, checked whole, mended on demand, kept within who may draw where."""
