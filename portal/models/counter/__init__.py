"""Visits to a counter."""
