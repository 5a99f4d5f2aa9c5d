"""Packages between the outer and the inner zone."""
