"""Packages filed elsewhere."""
