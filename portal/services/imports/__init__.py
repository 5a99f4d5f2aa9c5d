"""Packages of applications that were filed elsewhere, and their mappings."""
