"""Disposal and legal holds."""
