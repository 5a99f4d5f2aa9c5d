"""Sections write procedures."""
