"""Interfaces of the adapters, by kind of neighbour."""
