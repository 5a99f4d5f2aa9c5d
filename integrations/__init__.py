"""Interfaces to outside systems (`sockets`) and their adapters."""
