"""Plugs that take money for the city, and a provider for practice."""
