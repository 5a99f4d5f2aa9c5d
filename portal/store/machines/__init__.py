"""Clients of the machine API."""
