"""Plugs that sign what a person sends (署名)."""
