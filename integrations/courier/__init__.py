"""Packages between a city's zones."""
