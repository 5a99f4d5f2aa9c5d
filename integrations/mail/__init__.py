"""Plugs for mail."""
