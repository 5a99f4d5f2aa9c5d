"""Packages filed elsewhere, and their mappings."""
