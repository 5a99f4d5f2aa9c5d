"""Numbers for smart locks."""
