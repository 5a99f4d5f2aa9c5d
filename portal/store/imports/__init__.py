"""Imported applications (packages) and their mappings."""
