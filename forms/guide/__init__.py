"""Guides of life events."""
