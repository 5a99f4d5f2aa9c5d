"""Slots, reservations, capacity."""
