"""Slots, reservations, waiting lists and capacity."""
