"""Plugs for messages by LINE."""
