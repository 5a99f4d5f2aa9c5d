"""Interfaces (`sockets`) and their adapters."""
