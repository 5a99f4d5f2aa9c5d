"""Slots, reservations, waiting lists, capacity."""
