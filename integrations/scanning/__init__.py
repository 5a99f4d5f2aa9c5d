"""Virus scanners: plugs of `Scanner`."""
