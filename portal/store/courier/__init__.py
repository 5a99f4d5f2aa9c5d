"""Packages between the zones."""
