"""Readings, variants, written days and numbers."""
