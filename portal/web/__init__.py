"""Helpers shared by pages."""
